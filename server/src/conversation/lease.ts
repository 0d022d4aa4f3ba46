import type { TenantTransaction } from '../db/for-tenant.ts'

/**
 * Locks the conversation, and answers whether Ava still has the word that she had when `aiEpoch` was
 * read. From here to the end of the transaction nobody takes it from her: a takeover waits.
 */
export async function holdLease(
  tx: TenantTransaction,
  lease: { conversationId: string; aiEpoch: number; now: Date },
): Promise<boolean> {
  const { conversationId, aiEpoch, now } = lease
  const { count } = await tx.conversation.updateMany({
    where: { id: conversationId, status: 'open', isAiActive: true, aiEpoch },
    data: { lastActivityAt: now },
  })
  return count === 1
}
