import type { Tenant } from '../db/for-tenant.ts'
import type { Channel } from '../db/generated/client.ts'
import { notifyConversation, notifyTask } from '../db/notify.ts'

/** A person wrote and Ava could not answer: somebody at the spa has to. One open task per conversation is enough. */
export async function askForAnAnswer(
  tenant: Tenant,
  options: { conversationId: string; channel: Channel },
): Promise<void> {
  const { conversationId, channel } = options
  await tenant.transaction(async (tx) => {
    await tx.communicationEvent.create({ data: { conversationId, type: 'reply_failed', data: { channel } } })
    await notifyConversation(tx, { conversationId })
    const open = await tx.task.count({ where: { conversationId, kind: 'failed_reply', status: 'open' } })
    if (open > 0) return
    const title = 'Ava could not answer: please write back'
    const task = await tx.task.create({ data: { conversationId, kind: 'failed_reply', title, data: { channel } } })
    await notifyTask(tx, { taskId: task.id })
  })
}
