import type { TenantTransaction } from '../db/for-tenant.ts'
import type { Channel } from '../db/generated/client.ts'
import { notifyConversation, notifyTask } from '../db/notify.ts'

/** Somebody waits for an answer that Ava does not give: one open task of a conversation says so. */
export async function askToWriteBack(
  tx: TenantTransaction,
  options: { conversationId: string; channel: Channel },
): Promise<void> {
  const { conversationId, channel } = options
  const subjectKey = `waiting:${conversationId}`
  const open = await tx.task.count({ where: { kind: 'message', subjectKey, status: { not: 'done' } } })
  if (open > 0) return
  const title = 'Somebody waits for an answer: please write back'
  const data = { conversationId, kind: 'message' as const, title, data: { channel }, subjectKey }
  const task = await tx.task.create({ data, select: { id: true } })
  await notifyTask(tx, { taskId: task.id })
  await notifyConversation(tx, { conversationId })
}
