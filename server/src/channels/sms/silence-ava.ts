import type { TenantTransaction } from '../../db/for-tenant.ts'
import { notifyConversation } from '../../db/notify.ts'
import { closeTask, raiseTask } from '../tasks.ts'
import { LOOP_MESSAGES, looksLikeSomebodyNew } from './loops.ts'

/** Ends a talk of two machines: Ava says nothing more here until a person hands it back to her, and one is told. */
export async function silenceAva(
  tx: TenantTransaction,
  {
    conversationId,
    why,
    theirAddress,
    now,
  }: { conversationId: string; why: 'fast' | 'same'; theirAddress: string; now: Date },
): Promise<void> {
  const { count } = await tx.conversation.updateMany({
    where: { id: conversationId, isAiActive: true },
    // An answer that is being written was begun before this, and is thrown away.
    data: { isAiActive: false, aiEpoch: { increment: 1 } },
  })
  if (count === 0) return
  await tx.communicationEvent.create({ data: { conversationId, type: 'loop_stopped', at: now, data: { why } } })
  await raiseTask(tx, {
    kind: 'hand_over',
    subjectKey: loopSubject(conversationId),
    title: 'A machine seems to answer our texts: Ava has stopped, please have a look',
    conversationId,
    data: {
      phone: theirAddress,
      reason: why === 'fast' ? 'Too many texts in a short time' : 'The same text again and again',
    },
  })
  await notifyConversation(tx, { conversationId })
}

/**
 * Gives Ava the word again in a thread where she was silenced, when what comes now is plainly no more of it (loops.ts).
 * A person who has taken it over, or a red flag, is another matter: those have a status of their own.
 */
export async function wakeAva(
  tx: TenantTransaction,
  { conversationId, text, now }: { conversationId: string; text: string; now: Date },
): Promise<void> {
  const where = { id: conversationId, status: 'open', isAiActive: false } as const
  if ((await tx.conversation.count({ where })) === 0) return
  const earlier = await tx.communicationMessage.findMany({
    where: { conversationId, channel: 'sms' },
    orderBy: { position: 'desc' },
    take: LOOP_MESSAGES,
    select: { direction: true, text: true, sentAt: true },
  })
  if (!looksLikeSomebodyNew(earlier, { text, now })) return
  await tx.conversation.updateMany({ where, data: { isAiActive: true, aiEpoch: { increment: 1 } } })
  await tx.communicationEvent.create({ data: { conversationId, type: 'loop_over', at: now } })
  const subjectKey = loopSubject(conversationId)
  await closeTask(tx, { kind: 'hand_over', subjectKey, closedBy: 'ava', resolution: 'Somebody else writes.', at: now })
  await notifyConversation(tx, { conversationId })
}

const loopSubject = (conversationId: string) => `loop:${conversationId}`
