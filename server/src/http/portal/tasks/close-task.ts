import type { TenantTransaction } from '../../../db/for-tenant.ts'
import { notifyTask } from '../../../db/notify.ts'

interface Closing {
  taskId: string
  actor: string
  resolution: string
  now: Date
}

/** Marks a task as done by a person; false when somebody else was first. */
export async function closeTask(tx: TenantTransaction, closing: Closing): Promise<boolean> {
  const { taskId, actor, resolution, now } = closing
  const { count } = await tx.task.updateMany({
    where: { id: taskId, status: { not: 'done' } },
    data: { status: 'done', closedAt: now, closedBy: actor, resolution },
  })
  if (count === 0) return false
  await tx.auditEntry.create({
    data: { actor, action: 'task.closed', subjectType: 'task', subjectId: taskId, data: { resolution } },
  })
  await notifyTask(tx, { taskId })
  return true
}

/** Takes "done" back; false when it is open already. */
export async function reopenTask(
  tx: TenantTransaction,
  { taskId, actor }: { taskId: string; actor: string },
): Promise<boolean> {
  const { count } = await tx.task.updateMany({
    where: { id: taskId, status: 'done' },
    data: { status: 'open', closedAt: null, closedBy: null, resolution: null },
  })
  if (count === 0) return false
  await tx.auditEntry.create({ data: { actor, action: 'task.reopened', subjectType: 'task', subjectId: taskId } })
  await notifyTask(tx, { taskId })
  return true
}
