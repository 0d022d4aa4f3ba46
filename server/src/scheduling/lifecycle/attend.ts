import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { FreedTime } from '../../db/occupations.ts'
import { afterFreed } from '../after-freed.ts'
import type { AppointmentDetails } from '../appointment-details.ts'
import { cancellationTerms, waivedByStaff, type VisitTerms } from '../cancellation-terms.ts'
import { checkDependents } from '../changes/dependents.ts'
import { recordChange } from '../changes/record-change.ts'
import { closeAppointmentTasks } from '../changes/tasks.ts'
import { loadVisit, reload } from '../changes/visit-of.ts'
import { giveUpTime } from '../../db/occupations.ts'
import { completePlanIfDone } from '../plans/complete-plan.ts'
import { takeStep, type LifecycleRequest, type LifecycleResult } from './transition.ts'

/** Nobody is checked in the day before. */
const EARLIEST_CHECK_IN_MS = 12 * 3_600_000

/** The customer is there: for all services of their visit. */
export async function checkIn(tenant: Tenant, request: LifecycleRequest): Promise<LifecycleResult> {
  const { now } = request
  return takeStep(tenant, request, {
    from: ['booked'],
    to: 'checked_in',
    action: 'appointment.checked_in',
    notBefore: ({ startsAt }) => new Date(startsAt.getTime() - EARLIEST_CHECK_IN_MS),
    data: () => ({ checkedInAt: now }),
    after: (tx, before) => closeRebook(tx, before, request),
  })
}

/** The treatment has been given. A session of a plan counts from now on; the last one completes the plan. */
export async function complete(tenant: Tenant, request: LifecycleRequest): Promise<LifecycleResult> {
  const { now } = request
  return takeStep(tenant, request, {
    from: ['checked_in', 'booked'],
    to: 'completed',
    action: 'appointment.completed',
    isSingle: true,
    notBefore: ({ status, startsAt }) =>
      status === 'checked_in' ? new Date(startsAt.getTime() - EARLIEST_CHECK_IN_MS) : startsAt,
    data: ({ checkedInAt }) => ({ completedAt: now, checkedInAt: checkedInAt ?? now }),
    after: async (tx, before) => {
      await closeRebook(tx, before, request)
      for (const { planId } of before) if (planId) await completePlanIfDone(tx, { planId, actor: request.actor })
    },
  })
}

/**
 * Nobody came: the policy's fee is recorded, and what is left of the time comes free from now on.
 * Consultations that did not take place leave a task for what depends on them.
 */
export async function markNoShow(
  tenant: Tenant,
  request: LifecycleRequest & {
    /** Staff ask no fee for it. */
    waivesFee?: boolean
  },
): Promise<LifecycleResult> {
  const { now, enqueue } = request
  let terms: VisitTerms
  let freed: FreedTime[] = []
  return takeStep(tenant, request, {
    from: ['booked'],
    to: 'no_show',
    action: 'appointment.no_show',
    notBefore: ({ startsAt }) => startsAt,
    before: async (tx, appointments) => {
      const byPolicy = await cancellationTerms(tx, { appointments, givenUp: 'no_show', now })
      terms = request.waivesFee ? waivedByStaff(byPolicy) : byPolicy
      // Their seat in a group appointment that goes on is nobody's any more.
      freed = await giveUpTime(tx, { appointmentIds: appointments.map(({ id }) => id), from: now })
    },
    data: ({ id }) => {
      const fee = terms.each.find(({ appointmentId }) => appointmentId === id)
      return {
        noShowAt: now,
        feeCents: { increment: fee?.feeCents ?? 0 },
        ...(fee?.isFeeWaived ? { isFeeWaived: true } : {}),
      }
    },
    after: async (tx, before) => {
      await closeRebook(tx, before, request)
      await checkDependents(tx, { appointments: before, now })
      await afterFreed(tx, { tenantId: tenant.id, enqueue, freed })
    },
  })
}

export type LateResult =
  | (LifecycleResult & {
      ok: true
      /** Later than the policy waits for: shorten the visit, or book anew. */ isTooLate: boolean
    })
  | { ok: false; reason: 'not_found' | 'wrong_status' | 'too_early' }

/** The customer is late, or said so: how many minutes after the start, newest word counts. */
export async function markLate(tenant: Tenant, request: LifecycleRequest & { minutes: number }): Promise<LateResult> {
  const { appointmentId, actor, now, enqueue, minutes } = request
  return tenant.transaction(async (tx): Promise<LateResult> => {
    const visit = await loadVisit(tx, { appointmentId })
    const asked = visit.find(({ id }) => id === appointmentId)
    if (!asked) return { ok: false, reason: 'not_found' }
    if (asked.status !== 'booked' && asked.status !== 'checked_in') return { ok: false, reason: 'wrong_status' }
    const isTooLate = asked.service.policy !== null && minutes > asked.service.policy.lateAfterMin
    if (asked.lateMinutes === minutes) {
      return { ok: true, appointment: asked, appointments: [asked], isNew: false, isTooLate }
    }
    await tx.appointment.updateMany({
      where: { id: appointmentId },
      data: { lateMinutes: minutes, version: { increment: 1 } },
    })
    const appointments = [asked]
    await recordChange(tx, {
      tenantId: tenant.id,
      enqueue,
      actor,
      action: 'appointment.late',
      appointments,
      now,
      leavesMessagesTrue: true,
      data: { minutes, at: now.toISOString() },
    })
    const [appointment] = await reload(tx, [appointmentId])
    return { ok: true, appointment: appointment!, appointments: [appointment!], isNew: true, isTooLate }
  })
}

async function closeRebook(
  tx: TenantTransaction,
  appointments: readonly AppointmentDetails[],
  { actor, now }: LifecycleRequest,
): Promise<void> {
  const appointmentIds = appointments.map(({ id }) => id)
  await closeAppointmentTasks(tx, {
    appointmentIds,
    kinds: ['rebook'],
    closedBy: actor,
    resolution: 'The time has come.',
    now,
  })
}
