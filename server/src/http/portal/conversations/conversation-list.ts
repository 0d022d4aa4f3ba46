import type { ConversationList, ConversationListQuery } from '@ava/protocol/portal/conversations.ts'
import { conversationFacts } from '../../../db/conversation-facts.ts'
import type { Tenant, TenantTransaction } from '../../../db/for-tenant.ts'
import { readCursor, writeCursor } from '../page-cursor.ts'
import { conversationFilter, filterKey, searchFilter, type FilterView } from './conversation-filter.ts'
import { toSummary } from './conversation-summary.ts'
import { searchPage } from './search-page.ts'

/** One page of a spa's conversations, newest activity first; of a search, the newest finding first. */
export async function listConversations(
  tenant: Tenant,
  options: { query: ConversationListQuery; view: FilterView },
): Promise<ConversationList> {
  const { query, view } = options
  const key = filterKey(query)
  const words = query.search?.trim() ?? ''
  const before = query.cursor === undefined ? null : readCursor(query.cursor, key)
  return tenant.transaction(async (tx) => {
    if (/[\p{L}\p{N}]/u.test(words)) {
      const filter = searchFilter(query, view)
      const { findings, goesOn } = await searchPage(tx, { words, filter, before, limit: query.limit })
      const conversations = await summaries(tx, { ids: findings.map(({ conversationId }) => conversationId), view })
      const matches = new Map(findings.map((finding) => [finding.conversationId, finding.match]))
      return {
        conversations: conversations.map((one) => ({ ...one, match: matches.get(one.id) ?? null })),
        nextCursor: goesOn && writeCursor(goesOn, key),
      }
    }
    const rows = await tx.conversation.findMany({
      where: { AND: conversationFilter(query, { view, before }) },
      select: { id: true, lastActivityAt: true },
      orderBy: [{ lastActivityAt: 'desc' }, { id: 'desc' }],
      // One more tells whether there is a next page.
      take: query.limit + 1,
    })
    const page = rows.slice(0, query.limit)
    const last = rows.length > query.limit ? page.at(-1) : undefined
    return {
      conversations: await summaries(tx, { ids: page.map(({ id }) => id), view }),
      nextCursor: last ? writeCursor({ at: last.lastActivityAt, id: last.id }, key) : null,
    }
  })
}

/** In the order of the ids. */
async function summaries(
  tx: TenantTransaction,
  { ids, view }: { ids: string[]; view: FilterView },
): Promise<ConversationList['conversations']> {
  const facts = await conversationFacts(tx, ids)
  return ids.flatMap((id) => {
    const one = facts.get(id)
    return one ? toSummary(one, view.now) : []
  })
}
