import type { CalendarMove, Moved } from '@ava/protocol/portal/calendar.ts'
import { fullName } from '../../../customers/names.ts'
import type { Enqueue } from '../../../queue/enqueue.ts'
import { explainRefusal } from '../../../scheduling/explain-refusal.ts'
import { moveByStaff } from '../../../scheduling/move-by-staff.ts'
import type { SpaVisit } from '../access.ts'
import { notFound } from '../row-id.ts'
import { staffIdOf } from '../staff-id.ts'
import { wallInstant, wallTime } from './local-day.ts'
import { refuse } from './refuse.ts'
import { timeRefused } from './refuse-time.ts'

/**
 * Moves an appointment to where it was dragged. Throws 409 with why as its code when that cannot
 * be: then it stays where it was.
 */
export async function moveInCalendar(
  visit: SpaVisit,
  request: { appointmentId: string; to: CalendarMove; now: Date; enqueue: Enqueue },
): Promise<Moved> {
  const { tenant, session } = visit
  const { appointmentId, to, now, enqueue } = request
  const before = await tenant.db.appointment.findFirst({
    where: { id: appointmentId },
    include: { location: { select: { timeZone: true } } },
  })
  if (!before) throw notFound('appointment')
  const { providerId, locationId } = to
  const place = await tenant.db.location.findFirst({ where: { id: locationId }, select: { timeZone: true } })
  if (!place) throw notFound('location')
  const startsAt = wallInstant(to.start, place.timeZone)
  if (!startsAt) throw timeRefused('no_such_time')
  const staffId = await staffIdOf(visit)
  const moved = await moveByStaff(tenant, {
    appointmentId,
    staffId,
    now,
    enqueue,
    actor: `user:${session.user.id}`,
    to: { startsAt, providerId, locationId },
    waivesFee: to.isFeeWaived,
  })
  if (!moved.ok) {
    if (moved.reason !== 'slot_taken') refuse(moved)
    const { serviceId, customerId, visitId } = before
    const visitIds = visitId
      ? (await tenant.db.appointment.findMany({ where: { visitId }, select: { id: true } })).map(({ id }) => id)
      : [appointmentId]
    const wanted = { serviceIds: [serviceId], startsAt, providerId, locationId, customerId, staffId, now }
    throw timeRefused(await explainRefusal(tenant, { ...wanted, exceptAppointmentIds: visitIds }))
  }
  const after = moved.appointments.find(({ id }) => id === appointmentId) ?? moved.appointments[0]!
  return {
    startsAt: after.startsAt.toISOString(),
    customerName: fullName(after.customer),
    providerName: after.provider.displayName,
    before: {
      start: wallTime(before.startsAt, before.location.timeZone),
      providerId: before.providerId,
      locationId: before.locationId,
    },
  }
}
