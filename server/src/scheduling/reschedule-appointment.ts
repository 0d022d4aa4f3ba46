import { isExclusionViolation } from '../db/errors.ts'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { lockConversation } from '../db/locks.ts'
import { notifyConversation } from '../db/notify.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import { appointmentDetails, type AppointmentDetails } from './appointment-details.ts'
import { queueAppointmentMessages } from './appointment-messages.ts'
import { releaseHolds, sweepExpiredHolds } from './holds.ts'
import { occupy, retryWhenOvertaken } from './occupy.ts'
import { findOffer, slotOfOffer } from './offers.ts'
import { findNearest } from './openings/find-nearest.ts'
import type { Opening } from './openings/find-openings.ts'

export interface RescheduleRequest {
  conversationId: string
  appointmentId: string
  token: string
  now: Date
  enqueue: Enqueue
}

export type RescheduleResult =
  | { ok: true; appointment: AppointmentDetails; isNew: boolean }
  | { ok: false; reason: 'unknown_slot' | 'slot_expired' | 'not_booked' | 'other_service' }
  | { ok: false; reason: 'slot_taken'; nearest: Opening[] }

/**
 * Moves a booked appointment to an offered slot. The old time is freed only together with the
 * new one being taken; whatever fails leaves the appointment where it was. Moving it to where
 * it is already changes nothing and succeeds.
 */
export async function rescheduleAppointment(tenant: Tenant, request: RescheduleRequest): Promise<RescheduleResult> {
  const nearest = () => findNearest(tenant, { ...request, exceptAppointmentId: request.appointmentId })
  try {
    const moved = await retryWhenOvertaken(() => tenant.transaction((tx) => move(tx, tenant.id, request)))
    if (moved.ok || moved.reason !== 'slot_taken') return moved
    return { ...moved, nearest: await nearest() }
  } catch (error) {
    if (!isExclusionViolation(error)) throw error
    return { ok: false, reason: 'slot_taken', nearest: await nearest() }
  }
}

async function move(tx: TenantTransaction, tenantId: string, request: RescheduleRequest): Promise<RescheduleResult> {
  const { conversationId, appointmentId, now } = request
  await lockConversation(tx, conversationId)
  const current = await tx.appointment.findFirst({ where: { id: appointmentId } })
  if (current?.status !== 'booked' || current.startsAt <= now) return { ok: false, reason: 'not_booked' }
  const found = await findOffer(tx, { conversationId, token: request.token, now })
  if (!found.ok) return found
  const { offer } = found
  if (offer.serviceId !== current.serviceId) return { ok: false, reason: 'other_service' }
  const isThere =
    offer.startsAt.getTime() === current.startsAt.getTime() &&
    offer.providerId === current.providerId &&
    offer.locationId === current.locationId
  if (isThere) return { ok: true, appointment: await details(tx, appointmentId), isNew: false }

  await sweepExpiredHolds(tx, now)
  const slot = await slotOfOffer(tx, { offer, conversationId, now, exceptAppointmentId: appointmentId })
  if (!slot) return { ok: false, reason: 'slot_taken', nearest: [] }
  const { count } = await tx.appointment.updateMany({
    where: { id: appointmentId, version: current.version, status: 'booked' },
    data: {
      providerId: offer.providerId,
      locationId: offer.locationId,
      startsAt: offer.startsAt,
      endsAt: offer.endsAt,
      version: { increment: 1 },
    },
  })
  // Staff or another conversation changed it in between.
  if (count === 0) return { ok: false, reason: 'not_booked' }
  await releaseHolds(tx, conversationId)
  await tx.occupation.deleteMany({ where: { appointmentId } })
  await occupy(tx, slot, { kind: 'appointment', appointmentId })
  await tx.auditEntry.create({
    data: {
      actor: 'ava',
      action: 'appointment.moved',
      subjectType: 'appointment',
      subjectId: appointmentId,
      data: { conversationId, from: current.startsAt.toISOString(), to: offer.startsAt.toISOString() },
    },
  })
  await notifyConversation(tx, { conversationId })
  const appointment = await details(tx, appointmentId)
  await queueAppointmentMessages(tx, { tenantId, enqueue: request.enqueue, appointment, change: 'booking_moved' })
  return { ok: true, appointment, isNew: true }
}

function details(tx: TenantTransaction, appointmentId: string): Promise<AppointmentDetails> {
  return tx.appointment.findFirstOrThrow({ where: { id: appointmentId }, include: appointmentDetails })
}
