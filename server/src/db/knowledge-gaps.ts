import type { TenantTransaction } from './for-tenant.ts'
import { Prisma } from './generated/client.ts'

export interface OpenGap {
  id: string
  conversationId: string
  at: Date
  question: string
  /** Its words in their basic form, without the small ones. */
  words: string[]
  /** Somebody of the staff has written in that conversation since. */
  hasAnswer: boolean
}

/** Questions that nothing was found for, newest first; with `ids` those of them. What they asked stands in the tool call. */
export async function openGaps(
  tx: TenantTransaction,
  options: { limit: number; ids?: readonly string[] },
): Promise<OpenGap[]> {
  const only = options.ids ? Prisma.sql`and g.id = any (${[...options.ids]}::uuid[])` : Prisma.empty
  return tx.$queryRaw<OpenGap[]>`
    select g.id, g.conversation_id as "conversationId", g.at,
      left(coalesce(t.arguments->>'question', ''), 500) as question,
      tsvector_to_array(to_tsvector('english', left(coalesce(t.arguments->>'question', ''), 500))) as words,
      exists (select from communication_messages m
              where m.tenant_id = g.tenant_id and m.conversation_id = g.conversation_id
                and m.author = 'staff' and m.sent_at >= g.at) as "hasAnswer"
    from knowledge_gaps g
    join tool_calls t on t.tenant_id = g.tenant_id and t.conversation_id = g.conversation_id and t.call_id = g.call_id
    where g.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid and g.closed_at is null ${only}
    order by g.at desc, g.id desc
    limit ${options.limit}`
}

/** In how many conversations each article was what Ava had to go on. */
export async function answeredConversations(
  tx: TenantTransaction,
  options: { articleIds: readonly string[] },
): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ id: string; count: number }[]>`
    select article_id as id, count(distinct conversation_id)::int as count from knowledge_answers
    where tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
      and article_id = any (${[...options.articleIds]}::uuid[])
    group by article_id`
  return new Map(rows.map(({ id, count }) => [id, count]))
}
