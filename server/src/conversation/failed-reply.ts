import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import type { Channel } from '../db/generated/client.ts'
import { notifyConversation, notifyTask } from '../db/notify.ts'

/** Failures of one conversation after which it is not Ava's any more. */
const HAND_OVER_AFTER = 2

/** A person wrote and Ava could not answer: somebody at the spa has to. */
export async function askForAnAnswer(
  tenant: Tenant,
  options: { conversationId: string; channel: Channel },
): Promise<void> {
  await tenant.transaction((tx) => noteFailedReply(tx, options))
}

/**
 * As askForAnAnswer, in a transaction of the caller's. One open task per conversation is enough; the second
 * failure asks for a person to take over. False when the task was open already: they have been told.
 */
export async function noteFailedReply(
  tx: TenantTransaction,
  options: { conversationId: string; channel: Channel },
): Promise<boolean> {
  const { conversationId, channel } = options
  await tx.communicationEvent.create({ data: { conversationId, type: 'reply_failed', data: { channel } } })
  await notifyConversation(tx, { conversationId })
  const failures = await tx.communicationEvent.count({ where: { conversationId, type: 'reply_failed' } })
  if (failures >= HAND_OVER_AFTER) await askToTakeOver(tx, options)
  const open = await tx.task.count({ where: { conversationId, kind: 'failed_reply', status: { not: 'done' } } })
  if (open > 0) return false
  const title = 'Ava could not answer: please write back'
  const task = await tx.task.create({ data: { conversationId, kind: 'failed_reply', title, data: { channel } } })
  await notifyTask(tx, { taskId: task.id })
  return true
}

async function askToTakeOver(
  tx: TenantTransaction,
  { conversationId, channel }: { conversationId: string; channel: Channel },
): Promise<void> {
  const open = await tx.task.count({ where: { conversationId, kind: 'hand_over', status: { not: 'done' } } })
  if (open > 0) return
  const data = { reason: `Ava could not answer ${HAND_OVER_AFTER} times.`, channel }
  const title = 'Ava cannot help here: please take over'
  const task = await tx.task.create({ data: { conversationId, kind: 'hand_over', title, data } })
  await tx.communicationEvent.create({ data: { conversationId, type: 'handed_over', data: { taskId: task.id } } })
  await notifyTask(tx, { taskId: task.id })
}
