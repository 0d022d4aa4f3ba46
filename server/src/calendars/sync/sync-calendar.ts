import { CalendarError, type CalendarMirror, type OutsideEvent } from '../../adapters/calendar/calendar.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import type { Calendar, CalendarConnection } from '../../db/generated/client.ts'
import { openConnection } from '../access/open-calendar.ts'
import type { CalendarDependencies } from '../dependencies.ts'
import { recordFailure } from '../health/record-failure.ts'
import { failsByItself } from '../health/withholding.ts'
import { recordSuccess } from '../health/record-success.ts'
import { placeOf } from '../mirror/mirror-appointment.ts'
import { applyEvents } from './apply-events.ts'
import { removeWhatIsGone } from './remove-what-is-gone.ts'
import { LeaseLostError, releaseLease, takeLease, type SyncLease } from './sync-lease.ts'

const dayMs = 86_400_000
/** What is read: from yesterday, because somebody may still be at it, to beyond the farthest booking. */
const BACK_MS = dayMs
const AHEAD_MS = 400 * dayMs
/** Everything anew at least this often: the window moves on, and what was missed is made good. */
const WHOLE_AFTER_MS = dayMs

export type SyncOutcome =
  | { ok: true; events: number; isWhole: boolean }
  | {
      ok: false
      /** Another process reads it now · it is left alone after failures · it is not there any more · the calendar failed. */
      reason: 'busy' | 'waiting' | 'gone' | 'failed'
    }

/**
 * Reads what changed in an outside calendar since the last time: busy times become blocks, and
 * what somebody did to our own events becomes tasks. A calendar's failure is written down and
 * told to the owner, not thrown.
 */
export async function syncCalendar(
  deps: CalendarDependencies,
  request: {
    tenant: Tenant
    calendarId: string
    /** Everything, whatever is known. */
    isWhole?: boolean
    /** Also while it is left alone after failures: a person asked, or its time has come. */
    isUrgent?: boolean
  },
): Promise<SyncOutcome> {
  const { tenant, calendarId } = request
  const calendar = await tenant.db.calendar.findFirst({ where: { id: calendarId }, include: { connection: true } })
  if (!calendar || calendar.connection.status === 'disconnected') return { ok: false, reason: 'gone' }
  if (!request.isUrgent && (await isLeftAlone(tenant, { calendar, now: deps.clock() })))
    return { ok: false, reason: 'waiting' }
  const lease = await takeLease(tenant, { calendarId, now: deps.clock() })
  if (!lease) return { ok: false, reason: 'busy' }
  try {
    const read = await readAndApply(deps, { tenant, calendar, lease, isWhole: request.isWhole ?? false })
    await recordSuccess(deps, { tenant, calendarId, lease, startedAt: lease.startedAt, ...read })
    return { ok: true, events: read.count, isWhole: read.isWhole }
  } catch (error) {
    if (error instanceof LeaseLostError) return { ok: false, reason: 'busy' }
    if (!(error instanceof CalendarError)) throw error
    await recordFailure(deps, { tenant, calendarId, sealedTokens: calendar.connection.sealedTokens, error })
    return { ok: false, reason: 'failed' }
  } finally {
    await releaseLease(tenant, lease)
  }
}

async function readAndApply(
  deps: CalendarDependencies,
  request: {
    tenant: Tenant
    calendar: Calendar & { connection: CalendarConnection }
    lease: SyncLease
    isWhole: boolean
  },
) {
  const { tenant, calendar, lease } = request
  const mirror = await openConnection(deps, { tenant, connection: calendar.connection })
  await checkWritable(mirror, calendar)
  const now = deps.clock()
  const window = { from: new Date(now.getTime() - BACK_MS), to: new Date(now.getTime() + AHEAD_MS) }
  const { syncToken, fullySyncedAt } = calendar
  const isDue = fullySyncedAt === null || now.getTime() - fullySyncedAt.getTime() > WHOLE_AFTER_MS
  const known = request.isWhole || isDue ? null : syncToken
  const place = placeOf(calendar)

  let answer = known === null ? null : await mirror.changes(place, { token: known })
  const isWhole = answer === null || !answer.ok
  if (!answer?.ok) answer = await mirror.changes(place, { window })
  if (!answer.ok) throw new CalendarError('bad_answer', { code: 'no_beginning' })
  const { events, token, timeZone } = answer
  // Of an event twice in one answer the later counts.
  const latest: OutsideEvent[] = [...new Map(events.map((event) => [event.id, event])).values()]
  await applyEvents(deps, { tenant, calendar, lease, events: latest, window })
  if (isWhole) await removeWhatIsGone(deps, { tenant, calendar, lease, events: latest, window })
  return { token, timeZone, isWhole, count: latest.length }
}

/** The pause after failures is the account's, but one that works does not wait for one beside it that does not. */
async function isLeftAlone(
  tenant: Tenant,
  { calendar, now }: { calendar: Calendar & { connection: CalendarConnection }; now: Date },
): Promise<boolean> {
  const { id, withheldSince, connectionId, connection } = calendar
  if (!connection.nextTryAt || connection.nextTryAt <= now) return false
  if (connection.status === 'broken' || withheldSince !== null) return true
  const others = await tenant.db.calendar.findMany({ where: { connectionId, id: { not: id } } })
  return !others.some(failsByItself)
}

/** Reading it succeeds also where we may not write: that heals only when we may. */
async function checkWritable(mirror: CalendarMirror, calendar: Calendar): Promise<void> {
  if (calendar.withheldReason !== 'forbidden') return
  const found = (await mirror.calendars()).find(({ id }) => id === calendar.externalId)
  if (!found?.canWrite) throw new CalendarError('forbidden', { status: 403, code: 'not_writable' })
}
