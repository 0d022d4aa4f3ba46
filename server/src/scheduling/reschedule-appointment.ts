import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { lockConversation } from '../db/locks.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import type { AppointmentDetails } from './appointment-details.ts'
import { cancellationTerms } from './cancellation-terms.ts'
import { moveVisit } from './changes/move-visit.ts'
import { isOpen, loadVisit } from './changes/visit-of.ts'
import { endHolds } from './holds.ts'
import { isSlotTaken, retryWhenOvertaken } from './occupy.ts'
import { findOffer, slotOfOffer, type Offer } from './offers.ts'
import { findNearest } from './openings/find-nearest.ts'
import type { Opening } from './openings/find-openings.ts'
import { partsOf } from './visit.ts'

export interface RescheduleRequest {
  conversationId: string
  appointmentId: string
  token: string
  now: Date
  enqueue: Enqueue
  /** What else belongs to the move, in its transaction and once. */
  alongside?: (tx: TenantTransaction, moved: { appointmentIds: string[] }) => Promise<void>
}

export type RescheduleResult =
  | {
      ok: true
      appointment: AppointmentDetails
      /** All that moved with it. */
      appointments: AppointmentDetails[]
      /** What is to be paid for moving at short notice, where the policy says so. */
      feeCents: number
      isNew: boolean
    }
  | { ok: false; reason: 'unknown_slot' | 'slot_expired' | 'not_booked' | 'other_service' }
  | { ok: false; reason: 'slot_taken'; nearest: Opening[] }

/**
 * Moves an appointment to an offered slot: a visit with several services as a whole when the
 * offer is for all of them, one of them alone when it is for that one. The old time is freed only
 * together with the new one being taken; whatever fails leaves the appointment where it was.
 * Moving it to where it is already changes nothing and succeeds.
 */
export async function rescheduleAppointment(tenant: Tenant, request: RescheduleRequest): Promise<RescheduleResult> {
  const nearest = () => nearestForMove(tenant, request)
  try {
    const moved = await retryWhenOvertaken(() => tenant.transaction((tx) => move(tx, tenant.id, request)))
    if (moved.ok || moved.reason !== 'slot_taken') return moved
    return { ...moved, nearest: await nearest() }
  } catch (error) {
    if (!isSlotTaken(error)) throw error
    return { ok: false, reason: 'slot_taken', nearest: await nearest() }
  }
}

async function move(tx: TenantTransaction, tenantId: string, request: RescheduleRequest): Promise<RescheduleResult> {
  const { conversationId, appointmentId, now, enqueue } = request
  await lockConversation(tx, conversationId)
  const visit = await loadVisit(tx, { appointmentId })
  const asked = visit.find(({ id }) => id === appointmentId)
  if (!asked || !isMovable(asked, now)) return { ok: false, reason: 'not_booked' }
  const found = await findOffer(tx, { conversationId, token: request.token, now })
  if (!found.ok) return found
  const { offer } = found
  const moving = movedBy(offer, { visit, asked })
  if (!moving) return { ok: false, reason: 'other_service' }
  if (!moving.every((one) => isMovable(one, now))) return { ok: false, reason: 'not_booked' }
  if (isThere(offer, moving)) {
    return { ok: true, appointment: asked, appointments: moving, feeCents: 0, isNew: false }
  }

  const exceptAppointmentIds = moving.map(({ id }) => id)
  const to = await slotOfOffer(tx, { offer, owner: { conversationId }, now, exceptAppointmentIds })
  if (!to) return { ok: false, reason: 'slot_taken', nearest: [] }
  const terms = await cancellationTerms(tx, { appointments: moving, givenUp: 'moved', now })
  await endHolds(tx, { tenantId, enqueue, which: { conversationId }, as: 'released' })
  const appointments = await moveVisit(tx, {
    tenantId,
    enqueue,
    now,
    actor: 'ava',
    conversationId,
    open: moving,
    to,
    terms,
    alongside: request.alongside,
  })
  const appointment = appointments.find(({ id }) => id === appointmentId)!
  return { ok: true, appointment, appointments, feeCents: terms.dueCents, isNew: true }
}

/** Free times near the one that is gone; all that would move with it makes room. */
async function nearestForMove(tenant: Tenant, request: RescheduleRequest): Promise<Opening[]> {
  const { conversationId, appointmentId, token, now } = request
  const moving = await tenant.transaction(async (tx) => {
    const visit = await loadVisit(tx, { appointmentId })
    const asked = visit.find(({ id }) => id === appointmentId)
    const found = await findOffer(tx, { conversationId, token, now })
    return asked && found.ok ? movedBy(found.offer, { visit, asked }) : null
  })
  if (!moving) return []
  const exceptAppointmentIds = moving.map(({ id }) => id)
  return findNearest(tenant, { ...request, exceptAppointmentIds, customerId: moving[0]!.customerId })
}

function isMovable(appointment: AppointmentDetails, now: Date): boolean {
  return isOpen(appointment) && appointment.startsAt > now
}

/** The appointments that the offer is for, in its order; null when it is for something else. */
function movedBy(
  offer: Offer,
  { visit, asked }: { visit: AppointmentDetails[]; asked: AppointmentDetails },
): AppointmentDetails[] | null {
  const parts = partsOf(offer)
  if (parts.length === 1) return parts[0]!.serviceId === asked.serviceId ? [asked] : null
  const open = visit.filter(isOpen)
  const isSame =
    parts.length === open.length && parts.every(({ serviceId }, index) => serviceId === open[index]!.serviceId)
  return isSame ? open : null
}

function isThere(offer: Offer, moving: readonly AppointmentDetails[]): boolean {
  return partsOf(offer).every(
    (part, index) =>
      +part.startsAt === +moving[index]!.startsAt &&
      part.providerId === moving[index]!.providerId &&
      offer.locationId === moving[index]!.locationId,
  )
}
