import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { TreatmentPlan } from '../../db/generated/client.ts'

export interface PlanProgress {
  plan: TreatmentPlan
  completed: number
  /** Still to come. */
  booked: number
  /** Neither given nor booked. */
  remaining: number
}

/** Writes a plan: so many sessions of one service, so many days apart. The database refuses numbers that make no sense. */
export async function createPlan(
  tx: TenantTransaction,
  request: {
    customerId: string
    serviceId: string
    totalSessions: number
    intervalMinDays: number
    intervalMaxDays: number
    /** "user:<id>" */
    createdBy: string
  },
): Promise<TreatmentPlan> {
  const plan = await tx.treatmentPlan.create({ data: request })
  await tx.auditEntry.create({
    data: {
      actor: request.createdBy,
      action: 'plan.created',
      subjectType: 'plan',
      subjectId: plan.id,
      data: { customerId: request.customerId, serviceId: request.serviceId, sessions: request.totalSessions },
    },
  })
  return plan
}

/** Ends a plan before its last session; what is booked stays. */
export async function stopPlan(
  tx: TenantTransaction,
  { planId, actor }: { planId: string; actor: string },
): Promise<{ ok: boolean }> {
  const { count } = await tx.treatmentPlan.updateMany({
    where: { id: planId, status: 'active' },
    data: { status: 'stopped' },
  })
  if (count > 0) {
    await tx.auditEntry.create({ data: { actor, action: 'plan.stopped', subjectType: 'plan', subjectId: planId } })
  }
  return { ok: count > 0 }
}

/** Counts only what was given and what is still to come: a missed or cancelled session is to be booked again. */
export async function planProgress(tx: TenantTransaction, planId: string): Promise<PlanProgress | null> {
  const plan = await tx.treatmentPlan.findFirst({ where: { id: planId } })
  if (!plan) return null
  const sessions = await tx.appointment.groupBy({ by: ['status'], where: { planId }, _count: true })
  const count = (...statuses: string[]) =>
    sessions.filter(({ status }) => statuses.includes(status)).reduce((sum, { _count }) => sum + _count, 0)
  const completed = count('completed')
  const booked = count('requested', 'pending_review', 'booked', 'checked_in')
  return { plan, completed, booked, remaining: Math.max(0, plan.totalSessions - completed - booked) }
}
