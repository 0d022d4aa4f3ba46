import type { TenantTransaction } from '../db/for-tenant.ts'
import type { Prisma, TaskKind } from '../db/generated/client.ts'
import { notifyTask } from '../db/notify.ts'

/** A task for a person at the spa; while one about the same thing is open, the same again raises no second. */
export async function raiseTask(
  tx: TenantTransaction,
  task: {
    kind: TaskKind
    /** What it is about. */
    subjectKey: string
    title: string
    conversationId?: string | null
    appointmentId?: string | null
    data: Prisma.InputJsonObject
  },
): Promise<void> {
  const [raised] = await tx.task.createManyAndReturn({ data: [task], skipDuplicates: true, select: { id: true } })
  if (raised) await notifyTask(tx, { taskId: raised.id })
}

/** Closes what is open about something that has settled itself. */
export async function closeTask(
  tx: TenantTransaction,
  task: { kind: TaskKind; subjectKey: string; closedBy: string; resolution: string; at: Date },
): Promise<void> {
  const { kind, subjectKey, closedBy, resolution, at } = task
  const closed = await tx.task.updateManyAndReturn({
    where: { kind, subjectKey, status: { not: 'done' } },
    data: { status: 'done', closedAt: at, closedBy, resolution },
    select: { id: true },
  })
  for (const { id } of closed) await notifyTask(tx, { taskId: id })
}
