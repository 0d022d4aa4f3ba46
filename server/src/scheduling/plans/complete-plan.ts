import type { TenantTransaction } from '../../db/for-tenant.ts'
import { lockForTransaction } from '../../db/locks.ts'

/** Ends a plan once as many sessions as it has were given. */
export async function completePlanIfDone(
  tx: TenantTransaction,
  { planId, actor }: { planId: string; actor: string },
): Promise<void> {
  await lockForTransaction(tx, `plan:${planId}`)
  const plan = await tx.treatmentPlan.findFirst({ where: { id: planId, status: 'active' } })
  if (!plan) return
  const given = await tx.appointment.count({ where: { planId, status: 'completed' } })
  if (given < plan.totalSessions) return
  await tx.treatmentPlan.updateMany({ where: { id: planId }, data: { status: 'completed' } })
  await tx.auditEntry.create({
    data: { actor, action: 'plan.completed', subjectType: 'plan', subjectId: planId, data: { sessions: given } },
  })
}
