import type { Prisma, TaskKind } from '../db/generated/client.ts'
import { lockConversation } from '../db/locks.ts'
import { notifyTask } from '../db/notify.ts'
import type { ToolContext } from './tool.ts'

/**
 * Leaves something for a person at the spa to do. One per call of the model: a call that is run
 * again after a crash finds the task it left.
 */
export async function leaveTask(
  context: ToolContext,
  task: { kind: TaskKind; title: string; data: Prisma.InputJsonObject },
): Promise<string> {
  const conversationId = context.conversation.id
  return context.tenant.transaction(async (tx) => {
    await lockConversation(tx, conversationId)
    const left = await tx.task.findFirst({
      where: { conversationId, kind: task.kind, data: { path: ['callId'], equals: context.callId } },
      select: { id: true },
    })
    if (left) return left.id
    const { id } = await tx.task.create({
      data: { conversationId, kind: task.kind, title: task.title, data: { ...task.data, callId: context.callId } },
      select: { id: true },
    })
    await notifyTask(tx, { taskId: id })
    return id
  })
}
