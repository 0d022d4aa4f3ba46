import type { TenantTransaction } from '../../db/for-tenant.ts'
import { notifyTask } from '../../db/notify.ts'

/** Closes the task about a calendar or an account that did not work. */
export async function closeBroken(
  tx: TenantTransaction,
  request: { subjectKey: string; closedBy: string; resolution: string; now: Date },
): Promise<void> {
  const { subjectKey, closedBy, resolution, now } = request
  const closed = await tx.task.updateManyAndReturn({
    where: { kind: 'calendar_broken', subjectKey, status: { not: 'done' } },
    data: { status: 'done', closedAt: now, closedBy, resolution },
    select: { id: true },
  })
  for (const { id } of closed) await notifyTask(tx, { taskId: id })
}
