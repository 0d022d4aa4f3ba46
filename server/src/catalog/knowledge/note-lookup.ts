import type { TenantTransaction } from '../../db/for-tenant.ts'

/** Notes which articles a question was answered with, or that there was none. The same call is noted once. */
export async function noteLookup(
  tx: TenantTransaction,
  lookup: { conversationId: string; callId: string; articleIds: readonly string[]; at: Date },
): Promise<void> {
  const { conversationId, callId, articleIds, at } = lookup
  if (articleIds.length === 0) {
    await tx.knowledgeGap.createMany({ data: [{ conversationId, callId, at }], skipDuplicates: true })
    return
  }
  await tx.knowledgeAnswer.createMany({
    data: articleIds.map((articleId) => ({ articleId, conversationId, callId, at })),
    skipDuplicates: true,
  })
}
