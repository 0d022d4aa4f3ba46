import type { GoogleData, StoredCalendar } from '../google-data.ts'
import { fullSyncRequired, invalid } from './api-problem.ts'

const LIVES_MS = 30 * 24 * 3600_000

/** Where a sync ended, and what it was a sync of. */
export interface SyncPoint {
  change: number
  singleEvents: boolean
  timeMin: number | null
  timeMax: number | null
}

interface Inside extends SyncPoint {
  epoch: string
  calendar: string
  issuedAt: number
}

export function syncToken(
  { epoch }: GoogleData,
  calendar: StoredCalendar,
  { point, now }: { point: SyncPoint; now: number },
): string {
  const inside: Inside = { ...point, epoch, calendar: calendar.id, issuedAt: now }
  return Buffer.from(JSON.stringify(inside)).toString('base64url')
}

/** Throws 400 for what is no token of this calendar, 410 for one that is too old to continue from. */
export function readSyncToken(
  { epoch }: GoogleData,
  calendar: StoredCalendar,
  { token, now }: { token: string; now: number },
): SyncPoint {
  const inside = decoded(token)
  if (inside?.calendar !== calendar.id) throw invalid('Invalid sync token value.', 'syncToken')
  const isForgotten = inside.epoch !== epoch || inside.change < calendar.forgottenBefore
  if (isForgotten || inside.issuedAt + LIVES_MS < now) throw fullSyncRequired()
  return inside
}

function decoded(token: string): Inside | null {
  try {
    const inside = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Inside | null
    return typeof inside === 'object' && typeof inside?.change === 'number' ? inside : null
  } catch {
    // Not one of ours.
    return null
  }
}
