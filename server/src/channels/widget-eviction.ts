import type { Logger } from 'pino'
import type { ConversationFeed } from '../conversation/change-feed.ts'
import type { Tenant } from '../db/for-tenant.ts'

/**
 * Calls `evict` when the browser's key to this conversation was taken from it (customers/thread-sides.ts),
 * in whichever process that happened. Ends by the function that is returned.
 */
export function watchEviction(
  deps: { changes: Pick<ConversationFeed, 'watch'>; logger: Logger },
  options: { tenant: Tenant; conversationId: string; evict: () => void },
): () => void {
  const { tenant, conversationId, evict } = options
  let isLooking = false
  let isStale = false
  async function look(): Promise<void> {
    do {
      isStale = false
      const row = await tenant.db.conversation.findFirst({
        where: { id: conversationId },
        select: { resumeKeyHash: true },
      })
      if (row?.resumeKeyHash === null) return evict()
    } while (isStale)
  }
  function lookAgain(): void {
    isStale = true
    if (isLooking) return
    isLooking = true
    look()
      // The database is away: nobody could be given anything new either, and the next change looks again.
      .catch((error: unknown) => deps.logger.warn({ err: error, conversationId }, 'browser could not be looked up'))
      .finally(() => (isLooking = false))
  }
  // It may have happened while the socket was being opened.
  lookAgain()
  return deps.changes.watch(conversationId, lookAgain)
}
