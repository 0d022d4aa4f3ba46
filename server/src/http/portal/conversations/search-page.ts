import type { ConversationSummary } from '@ava/protocol/portal/conversations.ts'
import type { TenantTransaction } from '../../../db/for-tenant.ts'
import { searchConversations, type SearchFilter, type SearchPlace } from '../../../db/search-conversations.ts'
import { excerpt } from './excerpt.ts'

/** A search that is at it for this long answers with what it has, and says where to go on. */
const BUDGET_MS = 250
/** As long as it has found nothing at all, somebody looks at an empty page: then it goes on this often. */
const MAX_ROUNDS = 20

interface Found {
  conversationId: string
  match: ConversationSummary['match']
}

/** One page of findings, each with the words around what was found. */
export async function searchPage(
  tx: TenantTransaction,
  options: { words: string; filter: SearchFilter; before: SearchPlace | null; limit: number },
): Promise<{ findings: Found[]; goesOn: SearchPlace | null }> {
  const { words, filter, limit } = options
  let before = options.before
  for (let round = 1; ; round++) {
    const search = { words, filter, before, limit: limit + 1, budgetMs: BUDGET_MS }
    const { findings, goesOn } = await searchConversations(tx, search)
    if (findings.length === 0 && goesOn && round < MAX_ROUNDS) {
      before = goesOn
      continue
    }
    const page = findings.slice(0, limit)
    const last = findings.length > limit ? page.at(-1) : undefined
    const texts = await textsOf(
      tx,
      page.flatMap(({ messageId }) => messageId ?? []),
    )
    return {
      findings: page.map(({ conversationId, messageId, at }) => {
        const text = messageId === null ? undefined : texts.get(messageId)
        const match =
          messageId === null || text === undefined
            ? null
            : { messageId, at: at.toISOString(), text: excerpt(text, words) }
        return { conversationId, match }
      }),
      goesOn: last ? { at: last.at, id: last.conversationId } : goesOn,
    }
  }
}

async function textsOf(tx: TenantTransaction, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.communicationMessage.findMany({
    where: { id: { in: ids } },
    select: { id: true, text: true },
  })
  return new Map(rows.map(({ id, text }) => [id, text]))
}
