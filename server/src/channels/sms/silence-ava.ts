import type { TenantTransaction } from '../../db/for-tenant.ts'
import { notifyConversation } from '../../db/notify.ts'
import { raiseTask } from '../tasks.ts'

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
    subjectKey: `loop:${conversationId}`,
    title: 'A machine seems to answer our texts: Ava has stopped, please have a look',
    conversationId,
    data: {
      phone: theirAddress,
      reason: why === 'fast' ? 'Too many texts in a short time' : 'The same text again and again',
    },
  })
  await notifyConversation(tx, { conversationId })
}
