import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { cancellationTerms } from '../../scheduling/cancellation-terms.ts'
import { moveVisit } from '../../scheduling/changes/move-visit.ts'
import { isOpen, loadVisit } from '../../scheduling/changes/visit-of.ts'
import { isSlotTaken, retryWhenOvertaken } from '../../scheduling/occupy.ts'
import { slotOfOffer } from '../../scheduling/offers.ts'

/**
 * Moves one appointment to the start that somebody gave it in the outside calendar. Its length
 * is the service's. It has to be free there as for anybody, rooms and devices too.
 */
export async function moveByCalendar(
  tenant: Tenant,
  request: {
    appointmentId: string
    startsAt: Date
    /** "user:<id>" */
    actor: string
    staffId: string
    now: Date
    enqueue: Enqueue
    /** In the same transaction, once the time is known to be free. */
    before: (tx: TenantTransaction) => Promise<void>
  },
): Promise<{ ok: true } | { ok: false; reason: 'not_free' | 'not_booked' }> {
  try {
    return await retryWhenOvertaken(() => tenant.transaction((tx) => move(tx, tenant.id, request)))
  } catch (error) {
    if (!isSlotTaken(error)) throw error
    return { ok: false, reason: 'not_free' }
  }
}

async function move(
  tx: TenantTransaction,
  tenantId: string,
  request: Parameters<typeof moveByCalendar>[1],
): Promise<{ ok: true } | { ok: false; reason: 'not_free' | 'not_booked' }> {
  const { appointmentId, startsAt, actor, staffId, now, enqueue } = request
  const [appointment] = await loadVisit(tx, { appointmentId, onlyPart: true })
  if (!appointment || !isOpen(appointment) || appointment.endsAt <= now) return { ok: false, reason: 'not_booked' }
  if (startsAt.getTime() === appointment.startsAt.getTime()) {
    // Only its length was changed there, and that is the service's: the event is written anew.
    await request.before(tx)
    await enqueue(tx, 'mirror-appointment', { tenantId, appointmentId })
    return { ok: true }
  }
  const lengthMs = appointment.endsAt.getTime() - appointment.startsAt.getTime()
  const { serviceId, providerId, locationId } = appointment
  const to = await slotOfOffer(tx, {
    offer: { serviceId, providerId, locationId, startsAt, endsAt: new Date(startsAt.getTime() + lengthMs), parts: [] },
    owner: { staffId },
    now,
    exceptAppointmentIds: [appointmentId],
  })
  if (!to) return { ok: false, reason: 'not_free' }
  await request.before(tx)
  const terms = await cancellationTerms(tx, { appointments: [appointment], givenUp: 'moved', now })
  await moveVisit(tx, {
    tenantId,
    enqueue,
    now,
    actor,
    conversationId: null,
    open: [appointment],
    to,
    // The spa moved it: the customer owes nothing for that.
    terms: { ...terms, each: terms.each.map((fee) => ({ ...fee, feeCents: 0 })) },
  })
  return { ok: true }
}
