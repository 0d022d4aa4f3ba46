import type { TenantTransaction } from '../db/for-tenant.ts'
import { notifyConversation } from '../db/notify.ts'

/**
 * Opens a conversation that was over or resolved: Ava answers in it again, and what its end had
 * concluded is forgotten. False when there was nothing to open; a locked one stays with people, and with
 * `onlyIfWaiting` one that somebody ended stays ended.
 */
export async function reopenConversation(
  tx: TenantTransaction,
  options: { conversationId: string; now: Date; why: 'message' | 'staff'; onlyIfWaiting?: boolean },
): Promise<boolean> {
  const { conversationId, now, why, onlyIfWaiting = false } = options
  const { count } = await tx.conversation.updateMany({
    where: {
      id: conversationId,
      OR: [{ status: 'resolved' }, { status: 'ended', ...(onlyIfWaiting ? { endReason: 'idle' } : {}) }],
    },
    data: {
      status: 'open',
      isAiActive: true,
      aiEpoch: { increment: 1 },
      takenOverById: null,
      takenOverAt: null,
      resolvedAt: null,
      snoozedUntil: null,
      endedAt: null,
      endReason: null,
      outcome: null,
      summary: null,
      lastActivityAt: now,
    },
  })
  if (count === 0) return false
  await tx.communicationEvent.create({ data: { conversationId, type: 'reopened', at: now, data: { why } } })
  await notifyConversation(tx, { conversationId })
  return true
}
