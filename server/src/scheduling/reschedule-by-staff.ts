import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import type { AppointmentDetails } from './appointment-details.ts'
import type { VisitTerms } from './cancellation-terms.ts'
import { moveVisit } from './changes/move-visit.ts'
import { isOpen, loadVisit } from './changes/visit-of.ts'
import { freeVisitAt } from './free-visit.ts'
import { isSlotTaken, retryWhenOvertaken } from './occupy.ts'
import { storedParts } from './visit.ts'

export interface StaffRescheduleRequest {
  appointmentId: string
  /** The appointment's own new start; the rest of its visit moves by as much, unless it alone is meant. */
  startsAt: Date
  /** Left out: as it is. Only for an appointment that is alone, or moved alone. */
  providerId?: string
  onlyPart?: boolean
  /** "user:<id>" or "job:<name>"; nobody is asked for a fee. */
  actor: string
  /** Whose holds do not stand in the way. */
  staffId: string
  now: Date
  enqueue: Enqueue
}

export type StaffRescheduleResult =
  | { ok: true; appointment: AppointmentDetails; appointments: AppointmentDetails[]; isNew: boolean }
  | { ok: false; reason: 'not_found' | 'wrong_status' | 'slot_taken' }

/** Moves an appointment to a time that staff chose (or accepted, as an outside calendar has it): free as for anybody. */
export async function rescheduleByStaff(
  tenant: Tenant,
  request: StaffRescheduleRequest,
): Promise<StaffRescheduleResult> {
  try {
    return await retryWhenOvertaken(() => tenant.transaction((tx) => move(tx, tenant.id, request)))
  } catch (error) {
    if (!isSlotTaken(error)) throw error
    return { ok: false, reason: 'slot_taken' }
  }
}

async function move(
  tx: TenantTransaction,
  tenantId: string,
  request: StaffRescheduleRequest,
): Promise<StaffRescheduleResult> {
  const { appointmentId, now, staffId } = request
  const visit = await loadVisit(tx, request)
  const asked = visit.find(({ id }) => id === appointmentId)
  if (!asked) return { ok: false, reason: 'not_found' }
  if (!isOpen(asked)) return { ok: false, reason: 'wrong_status' }
  const moving = visit.filter(isOpen)
  const byMs = request.startsAt.getTime() - asked.startsAt.getTime()
  const isThere = byMs === 0 && (request.providerId ?? asked.providerId) === asked.providerId
  if (isThere) return { ok: true, appointment: asked, appointments: moving, isNew: false }

  const parts = moving.map((one) => ({
    serviceId: one.serviceId,
    providerId: moving.length === 1 ? (request.providerId ?? one.providerId) : one.providerId,
    startsAt: new Date(one.startsAt.getTime() + byMs),
    endsAt: new Date(one.endsAt.getTime() + byMs),
  }))
  const first = parts[0]!
  const to = await freeVisitAt(tx, {
    wanted: { ...first, locationId: asked.locationId, endsAt: parts.at(-1)!.endsAt, parts: storedParts(parts) },
    owner: { staffId },
    now,
    exceptAppointmentIds: moving.map(({ id }) => id),
  })
  if (!to) return { ok: false, reason: 'slot_taken' }
  const appointments = await moveVisit(tx, {
    ...request,
    tenantId,
    conversationId: null,
    open: moving,
    to,
    terms: noFee(moving),
  })
  return { ok: true, appointment: appointments.find(({ id }) => id === appointmentId)!, appointments, isNew: true }
}

function noFee(appointments: readonly AppointmentDetails[]): VisitTerms {
  const none = { isLate: false, feeCents: 0, isFeeWaived: false, dueCents: 0 }
  return { ...none, policy: null, each: appointments.map(({ id }) => ({ ...none, appointmentId: id })) }
}
