import type { TenantTransaction } from './for-tenant.ts'

/** What the list of conversations says about one, beside its own row. */
export interface ConversationFacts {
  id: string
  messageCount: number
  /** The beginning of the newest message. */
  lastMessage: string | null
  openTaskCount: number
  /** call_started or call_ended, whichever was last: a call's own row is written when it is over. */
  lastCallEvent: string | null
  lastCallEventAt: Date | null
}

/**
 * The facts of one page of conversations, each found through an index: Prisma would
 * count all messages of the spa, and read whole transcripts for their last line.
 */
export async function conversationFacts(tx: TenantTransaction, ids: string[]): Promise<Map<string, ConversationFacts>> {
  const rows = await tx.$queryRaw<ConversationFacts[]>`
    select c.id,
      (select count(*)::int from communication_messages m
        where m.tenant_id = c.tenant_id and m.conversation_id = c.id) as "messageCount",
      (select left(m.text, 300) from communication_messages m
        where m.tenant_id = c.tenant_id and m.conversation_id = c.id
        order by m.position desc limit 1) as "lastMessage",
      (select count(*)::int from tasks t
        where t.tenant_id = c.tenant_id and t.conversation_id = c.id and t.status <> 'done') as "openTaskCount",
      call.type as "lastCallEvent", call.at as "lastCallEventAt"
    from conversations c
    left join lateral (
      select e.type, e.at from communication_events e
      where e.tenant_id = c.tenant_id and e.conversation_id = c.id and e.type in ('call_started', 'call_ended')
      order by e.at desc limit 1
    ) call on true
    where c.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid and c.id = any(${ids}::uuid[])`
  return new Map(rows.map((row) => [row.id, row]))
}
