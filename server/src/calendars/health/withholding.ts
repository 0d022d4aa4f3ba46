import type { CalendarErrorKind } from '../../adapters/calendar/calendar.ts'
import { MOST_STALE_MS } from '../../db/withheld-calendars.ts'
import type { Calendar } from '../../db/generated/client.ts'

/** A calendar that was just chosen: nothing is known of it before it was read once. */
export const FIRST_SYNC = 'first_sync'

/** What was read so long ago says nothing about now any more. */
export const STALE_MS = 30 * 60_000

/**
 * Whether a provider's times are withheld after a failure. What only a person can mend, and an
 * answer that looks well and is not, withholds at once. A quota or an outage passes: what was read within the last half
 * hour still stands, because every change in the meantime would have been read then.
 */
export function isToBeWithheld(
  kind: CalendarErrorKind,
  { lastSyncedAt, now }: { lastSyncedAt: Date | null; now: Date },
): boolean {
  if (kind !== 'quota' && kind !== 'unreachable') return true
  return lastSyncedAt === null || now.getTime() - lastSyncedAt.getTime() > STALE_MS
}

/** Since when a calendar's provider is not booked, and why; null while they are. The same as the statements that book ask. */
export function withheldNow(
  calendar: Pick<Calendar, 'withheldSince' | 'withheldReason' | 'lastSyncedAt'>,
  now: Date,
): { since: Date; reason: string } | null {
  const { withheldSince, withheldReason, lastSyncedAt } = calendar
  if (withheldSince) return { since: withheldSince, reason: withheldReason ?? 'unknown' }
  if (!lastSyncedAt || now.getTime() - lastSyncedAt.getTime() <= MOST_STALE_MS) return null
  return { since: new Date(lastSyncedAt.getTime() + MOST_STALE_MS), reason: 'stale' }
}

/** Whether a withheld calendar can go on failing while others of its account work. */
export function failsByItself({ withheldReason }: Pick<Calendar, 'withheldReason'>): boolean {
  return withheldReason !== null && withheldReason !== FIRST_SYNC && withheldReason !== 'dead_token'
}

/** Whether it is the account that failed, and not one of its calendars. */
export function concernsAccount(kind: CalendarErrorKind): boolean {
  return kind === 'dead_token' || kind === 'quota' || kind === 'unreachable'
}
