import { CalendarError } from '../../adapters/calendar/calendar.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import { openConnection } from '../access/open-calendar.ts'
import type { CalendarDependencies } from '../dependencies.ts'
import { appointmentIdOf } from '../mirror/event-id.ts'
import { mirrorAppointment, placeOf, removeEvent } from '../mirror/mirror-appointment.ts'
import { syncCalendar } from '../sync/sync-calendar.ts'
import { driftReport, type DriftReport } from './drift-report.ts'

/**
 * Makes both sides agree: of our appointments ours is right, of everything else the calendar is.
 * Resolves to what differs then, which is nothing unless somebody is at it at this moment.
 */
export async function fixDrift(
  deps: CalendarDependencies,
  { tenant, calendarId, actor }: { tenant: Tenant; calendarId: string; actor: string },
): Promise<DriftReport> {
  const before = await driftReport(deps, { tenant, calendarId })
  if (!before.ok || before.differences.length === 0) return before
  const calendar = await tenant.db.calendar.findFirst({ where: { id: calendarId }, include: { connection: true } })
  if (!calendar) return { ok: false, reason: 'not_found' }
  try {
    const mirror = await openConnection(deps, { tenant, connection: calendar.connection })
    for (const { kind, eventId } of before.differences) {
      const appointmentId = appointmentIdOf(eventId)
      if (appointmentId === null || kind.startsWith('external')) continue
      if (kind === 'extra') {
        await removeEvent(deps, { tenant, appointmentId, calendar })
        continue
      }
      // Whoever pressed the button has seen what is there: it may be written over.
      const event = await mirror.read(placeOf(calendar), eventId)
      await tenant.db.calendarMirror.updateMany({
        where: { calendarId, appointmentId },
        data: { etag: event?.etag ?? null, ...(event ? {} : { writtenVersion: 0 }) },
      })
      await mirrorAppointment(deps, { tenant, appointmentId })
    }
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error
    deps.logger.warn({ err: error, calendarId }, 'a calendar could not be mended')
    return { ok: false, reason: 'calendar_unreachable' }
  }
  await mendBlocks(tenant, calendarId)
  const synced = await syncCalendar(deps, { tenant, calendarId, isWhole: true, isUrgent: true })
  if (!synced.ok && synced.reason === 'failed') return { ok: false, reason: 'calendar_unreachable' }
  await tenant.db.auditEntry.create({
    data: {
      actor,
      action: 'calendar.drift_fixed',
      subjectType: 'calendar',
      subjectId: calendarId,
      data: { differences: before.differences.length },
    },
  })
  return driftReport(deps, { tenant, calendarId })
}

/** A block that is not where its event says is forgotten with it, and comes back with the reading that follows. */
async function mendBlocks(tenant: Tenant, calendarId: string): Promise<void> {
  const events = await tenant.db.externalEvent.findMany({ where: { calendarId }, include: { block: true } })
  const wrong = events.filter(
    ({ startsAt, endsAt, block }) => block && (+block.startsAt !== +startsAt || +block.endsAt !== +endsAt),
  )
  await tenant.db.externalEvent.deleteMany({ where: { id: { in: wrong.map(({ id }) => id) } } })
}
