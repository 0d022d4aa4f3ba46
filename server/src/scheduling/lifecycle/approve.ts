import type { Tenant } from '../../db/for-tenant.ts'
import { queueAppointmentMessages } from '../appointment-messages.ts'
import { cancelOpen } from '../cancel-appointment.ts'
import { closeAppointmentTasks, raiseAppointmentTask } from '../changes/tasks.ts'
import { loadVisit } from '../changes/visit-of.ts'
import { retryWhenOvertaken } from '../occupy.ts'
import { takeStep, type LifecycleRequest, type LifecycleResult } from './transition.ts'

/** Staff say yes to a request: it is booked, and the customer hears of it. */
export async function approveRequest(tenant: Tenant, request: LifecycleRequest): Promise<LifecycleResult> {
  const { actor, now, enqueue } = request
  return takeStep(tenant, request, {
    from: ['requested'],
    to: 'booked',
    action: 'appointment.approved',
    data: () => ({}),
    after: async (tx, before, appointments) => {
      const appointmentIds = before.map(({ id }) => id)
      const closing = { appointmentIds, closedBy: actor, now }
      await closeAppointmentTasks(tx, { ...closing, kinds: ['approval'], resolution: 'Approved.' })
      await queueAppointmentMessages(tx, {
        tenantId: tenant.id,
        enqueue,
        appointments,
        change: 'booking_confirmed',
        conversationId: null,
        now,
      })
    },
  })
}

/** A clinician has looked at the screening answers: booked, or a request if the service asks for a yes as well. */
export async function signOffReview(tenant: Tenant, request: LifecycleRequest): Promise<LifecycleResult> {
  const { appointmentId, actor, now, enqueue } = request
  const asked = await tenant.transaction((tx) => loadVisit(tx, { appointmentId }))
  const to = asked.some(({ service }) => service.requiresApproval) ? 'requested' : 'booked'
  return takeStep(tenant, request, {
    from: ['pending_review'],
    to,
    action: 'appointment.signed_off',
    data: () => ({}),
    after: async (tx, before, appointments) => {
      const appointmentIds = before.map(({ id }) => id)
      await tx.screeningAssessment.updateMany({
        where: { appointmentId: { in: appointmentIds } },
        data: { signedOffBy: actor, signedOffAt: now },
      })
      const closing = { appointmentIds, closedBy: actor, now }
      await closeAppointmentTasks(tx, { ...closing, kinds: ['clinician_review'], resolution: 'Signed off.' })
      if (to === 'requested') {
        const title = `Confirm a request: ${before.map(({ service }) => service.name).join(' and ')}`
        await raiseAppointmentTask(tx, { kind: 'approval', title, appointment: appointments[0]! })
      }
      const change = to === 'requested' ? 'booking_requested' : 'booking_confirmed'
      await queueAppointmentMessages(tx, {
        tenantId: tenant.id,
        enqueue,
        appointments,
        change,
        conversationId: null,
        now,
      })
    },
  })
}

/** Staff say no to a request or after a review: its time comes free, no fee applies, and the customer hears of it. */
export async function declineRequest(
  tenant: Tenant,
  request: LifecycleRequest & { reason?: string | null },
): Promise<LifecycleResult> {
  const { appointmentId } = request
  return retryWhenOvertaken(() =>
    tenant.transaction(async (tx): Promise<LifecycleResult> => {
      const visit = await loadVisit(tx, { appointmentId })
      const asked = visit.find(({ id }) => id === appointmentId)
      if (!asked) return { ok: false, reason: 'not_found' }
      if (asked.status === 'cancelled') return { ok: true, appointment: asked, appointments: [asked], isNew: false }
      const isUndecided = ({ status }: { status: string }) => status === 'requested' || status === 'pending_review'
      if (!isUndecided(asked)) return { ok: false, reason: 'wrong_status' }
      const appointments = await cancelOpen(tx, {
        ...request,
        tenantId: tenant.id,
        conversationId: null,
        reason: request.reason ?? null,
        open: visit.filter(isUndecided),
        fees: [],
        change: 'booking_declined',
      })
      const appointment = appointments.find(({ id }) => id === appointmentId)!
      return { ok: true, appointment, appointments, isNew: true }
    }),
  )
}
