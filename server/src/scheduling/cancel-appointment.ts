import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { lockConversation } from '../db/locks.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import { afterFreed } from './after-freed.ts'
import type { AppointmentDetails } from './appointment-details.ts'
import { queueAppointmentMessages } from './appointment-messages.ts'
import { cancellationTerms, waivedByStaff } from './cancellation-terms.ts'
import { checkDependents } from './changes/dependents.ts'
import { freeAppointments } from './changes/free-appointments.ts'
import { recordChange } from './changes/record-change.ts'
import { closeAppointmentTasks } from './changes/tasks.ts'
import { isOpen, loadVisit, reload } from './changes/visit-of.ts'
import type { AppointmentChange } from './message-words.ts'
import { retryWhenOvertaken } from './occupy.ts'

export type CancelResult =
  | {
      ok: true
      appointment: AppointmentDetails
      /** All that were cancelled with it. */
      appointments: AppointmentDetails[]
      /** What is to be paid for it; 0 when the fee is waived. */
      feeCents: number
      isFeeWaived: boolean
      isNew: boolean
    }
  | { ok: false; reason: 'not_booked' }

export interface CancelRequest {
  /** In which it was asked for; null: by staff. */
  conversationId: string | null
  appointmentId: string
  reason: string | null
  /** "ava" when left out; "user:<id>" for staff, who may also cancel what has begun. */
  actor?: string
  /** Of a visit with several services this one alone. */
  onlyPart?: boolean
  /** Staff ask no fee for it. */
  waivesFee?: boolean
  now: Date
  enqueue: Enqueue
}

/**
 * Cancels an appointment, with it the others of its visit, and frees their time. The fee that
 * the policy sets is recorded. Cancelled already: nothing happens, and that is success.
 */
export async function cancelAppointment(tenant: Tenant, request: CancelRequest): Promise<CancelResult> {
  return retryWhenOvertaken(() =>
    tenant.transaction(async (tx) => {
      if (request.conversationId) await lockConversation(tx, request.conversationId)
      const visit = await loadVisit(tx, request)
      const asked = visit.find(({ id }) => id === request.appointmentId)
      if (!asked) return { ok: false, reason: 'not_booked' } as const
      if (asked.status === 'cancelled') {
        const { feeCents, isFeeWaived } = asked
        const due = isFeeWaived ? 0 : feeCents
        return {
          ok: true,
          appointment: asked,
          appointments: [asked],
          feeCents: due,
          isFeeWaived,
          isNew: false,
        } as const
      }
      const isStaff = request.actor?.startsWith('user:') === true
      const { now } = request
      const open = visit.filter((one) => isOpen(one) && (isStaff ? one.endsAt : one.startsAt) > now)
      if (!open.some(({ id }) => id === asked.id)) return { ok: false, reason: 'not_booked' } as const
      const byPolicy = await cancellationTerms(tx, { appointments: open, givenUp: 'cancelled', now })
      const terms = request.waivesFee ? waivedByStaff(byPolicy) : byPolicy
      const appointments = await cancelOpen(tx, {
        ...request,
        tenantId: tenant.id,
        actor: request.actor ?? 'ava',
        open,
        fees: terms.each,
        change: 'booking_cancelled',
      })
      const appointment = appointments.find(({ id }) => id === asked.id)!
      const { dueCents, isFeeWaived } = terms
      return { ok: true, appointment, appointments, feeCents: dueCents, isFeeWaived, isNew: true } as const
    }),
  )
}

/** Cancels appointments whose rows are locked and open: everything that follows from it, but no question asked. */
export async function cancelOpen(
  tx: TenantTransaction,
  request: {
    tenantId: string
    enqueue: Enqueue
    now: Date
    actor: string
    conversationId: string | null
    reason: string | null
    open: readonly AppointmentDetails[]
    fees: readonly { appointmentId: string; feeCents: number; isFeeWaived: boolean }[]
    change: AppointmentChange
  },
): Promise<AppointmentDetails[]> {
  const { tenantId, enqueue, now, actor, open } = request
  const ids = open.map(({ id }) => id)
  for (const appointment of open) {
    const fee = request.fees.find(({ appointmentId }) => appointmentId === appointment.id)
    await tx.appointment.updateMany({
      where: { id: appointment.id },
      data: {
        status: 'cancelled',
        cancelledAt: now,
        cancelReason: request.reason,
        cancelledBy: actor,
        version: { increment: 1 },
        feeCents: { increment: fee?.feeCents ?? 0 },
        ...(fee?.isFeeWaived ? { isFeeWaived: true } : {}),
      },
    })
  }
  const freed = await freeAppointments(tx, { appointments: open })
  await recordChange(tx, {
    tenantId,
    enqueue,
    actor,
    action: request.change === 'booking_declined' ? 'appointment.declined' : 'appointment.cancelled',
    appointments: open,
    conversationId: request.conversationId,
    now,
    data: { feeCents: request.fees.reduce((sum, { feeCents }) => sum + feeCents, 0) },
  })
  await closeAppointmentTasks(tx, {
    appointmentIds: ids,
    kinds: ['approval', 'clinician_review', 'rebook'],
    closedBy: actor,
    resolution: request.change === 'booking_declined' ? 'Declined.' : 'Cancelled.',
    now,
  })
  await checkDependents(tx, { appointments: open, now })
  const appointments = await reload(tx, ids)
  await queueAppointmentMessages(tx, {
    tenantId,
    enqueue,
    appointments,
    change: request.change,
    conversationId: request.conversationId,
    now,
  })
  await afterFreed(tx, { tenantId, enqueue, freed })
  return appointments
}
