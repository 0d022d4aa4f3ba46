import type { Tenant } from '../../db/for-tenant.ts'
import type { TreatmentPlan } from '../../db/generated/client.ts'
import { lockAppointments } from '../../db/locks.ts'
import { createPlan } from './plans.ts'
import type { SessionInterval } from './session-dates.ts'

/** A plan goes on from a session that stands or was given. */
const startingStatuses = ['booked', 'checked_in', 'completed']

export type StartedPlan =
  { ok: true; plan: TreatmentPlan } | { ok: false; reason: 'not_found' | 'not_booked' | 'has_plan' }

/**
 * Makes an appointment the first session of a new plan of its service. One that was stopped lets go
 * of it: whoever chose a wrong interval stops, and starts anew.
 */
export async function startPlan(
  tenant: Tenant,
  request: {
    appointmentId: string
    totalSessions: number
    interval: SessionInterval
    /** "user:<id>" */
    actor: string
  },
): Promise<StartedPlan> {
  const { appointmentId: id, totalSessions, interval, actor } = request
  return tenant.transaction(async (tx): Promise<StartedPlan> => {
    // Two who start at once would make two plans, one of them without a session.
    await lockAppointments(tx, { id })
    const first = await tx.appointment.findFirst({ where: { id }, include: { plan: { select: { status: true } } } })
    if (!first) return { ok: false, reason: 'not_found' }
    if (!startingStatuses.includes(first.status)) return { ok: false, reason: 'not_booked' }
    if (first.plan && first.plan.status !== 'stopped') return { ok: false, reason: 'has_plan' }
    const plan = await createPlan(tx, {
      customerId: first.customerId,
      serviceId: first.serviceId,
      totalSessions,
      intervalMinDays: interval.minDays,
      intervalMaxDays: interval.maxDays,
      createdBy: actor,
    })
    await tx.appointment.updateMany({ where: { id }, data: { planId: plan.id, planPosition: 1 } })
    return { ok: true, plan }
  })
}
