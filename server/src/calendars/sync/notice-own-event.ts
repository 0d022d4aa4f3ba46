import type { OutsideEvent } from '../../adapters/calendar/calendar.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import { raiseConflict, settleConflicts } from '../conflicts/raise-conflict.ts'
import { isShown } from '../mirror/event-content.ts'
import { isSameTime } from '../mirror/next-step.ts'
import type { ExternalContext } from './external-busy.ts'

/** One of our own events was read: who moved or deleted it is not overruled, a person is asked. */
export async function noticeOwnEvent(
  tx: TenantTransaction,
  request: ExternalContext & { appointmentId: string; event: OutsideEvent },
): Promise<void> {
  const { tenantId, enqueue, now, calendar, appointmentId, event } = request
  const appointment = await tx.appointment.findFirst({ where: { id: appointmentId } })
  const mirror = await tx.calendarMirror.findFirst({ where: { calendarId: calendar.id, appointmentId } })
  if (!appointment) return
  const belongsHere = isShown(appointment) && appointment.providerId === calendar.providerId
  const mirrorAgain = () => enqueue(tx, 'mirror-appointment', { tenantId, appointmentId })
  if (!belongsHere) {
    // Cancelled here, or with somebody else now: the job takes it out, if it has not yet.
    if (!event.isCancelled && !mirror?.isDeleted) await mirrorAgain()
    return
  }
  // What has taken place stays as it was; people tidy their calendars.
  if (appointment.endsAt <= now) return
  // It was there before this calendar was connected (again), or the answer to writing it was lost.
  if (!mirror || mirror.writtenVersion === 0) return mirrorAgain()
  if (event.isCancelled || !event.time) {
    if (mirror.isDeleted) return mirrorAgain()
    const change = { what: 'deleted' as const, etag: event.etag }
    return raiseConflict(tx, { appointmentId, calendarId: calendar.id, eventId: event.id, change })
  }
  if (event.etag === mirror.etag) return
  if (event.mark && isSameTime(event.time, event.mark)) {
    // Where we left it, or back there: at most its words were changed. Ours are written with the next change.
    await tx.calendarMirror.updateMany({ where: { id: mirror.id }, data: { etag: event.etag } })
    const resolution = 'It stands where it was again.'
    return settleConflicts(tx, { appointmentId, closedBy: 'job:sync-calendar', resolution })
  }
  if (isSameTime(event.time, appointment)) return mirrorAgain()
  const change = { what: 'moved' as const, to: event.time, etag: event.etag }
  await raiseConflict(tx, { appointmentId, calendarId: calendar.id, eventId: event.id, change })
}
