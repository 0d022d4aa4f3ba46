import type { TenantTransaction } from './for-tenant.ts'
import type { Channel, ConversationStatus, Outcome } from './generated/enums.ts'

/** What the list of conversations says about one. */
export interface ConversationFacts {
  id: string
  channel: Channel
  /** All that it went over. */
  channels: Channel[]
  status: ConversationStatus
  outcome: Outcome | null
  startedAt: Date
  lastActivityAt: Date
  snoozedUntil: Date | null
  theirAddress: string | null
  customer: { givenName: string; familyName: string | null } | null
  /** Memberships. */
  assignedTo: { id: string; name: string } | null
  takenOverBy: { id: string; name: string } | null
  labels: { id: string; name: string; tone: string }[]
  /** At most MOST_COUNTED. */
  messageCount: number
  /** The beginning of the newest message. */
  lastMessage: string | null
  hasDraft: boolean
  /** The newest message did not arrive. */
  hasFailed: boolean
  openTaskCount: number
  /** call_started or call_ended, whichever was last: a call's own row is written when it is over. */
  lastCallEvent: string | null
  lastCallEventAt: Date | null
}

/** A list does not read whole years of a thread to say how long it is. */
export const MOST_COUNTED = 500

/**
 * The facts of one page of conversations in one round trip, each found through an index: Prisma would count all
 * messages of the spa, read whole transcripts for their last line, and ask once for each kind of name. Those that
 * this spa does not have are missing.
 */
export async function conversationFacts(tx: TenantTransaction, ids: string[]): Promise<Map<string, ConversationFacts>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.$queryRaw<ConversationFacts[]>`
    /* prepared */
    select c.id, c.channel, c.channels::text[] as channels, c.status, c.outcome, c.started_at as "startedAt",
      c.last_activity_at as "lastActivityAt", c.snoozed_until as "snoozedUntil", c.their_address as "theirAddress",
      (select jsonb_build_object('givenName', p.given_name, 'familyName', p.family_name) from customers p
        where p.tenant_id = c.tenant_id and p.id = c.customer_id) as customer,
      (select jsonb_build_object('id', m.id, 'name', u.name) from memberships m join users u on u.id = m.user_id
        where m.tenant_id = c.tenant_id and m.id = c.assigned_to_id) as "assignedTo",
      (select jsonb_build_object('id', m.id, 'name', u.name) from memberships m join users u on u.id = m.user_id
        where m.tenant_id = c.tenant_id and m.id = c.taken_over_by_id) as "takenOverBy",
      coalesce((select jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name, 'tone', l.tone) order by l.name)
        from conversation_labels o join labels l on l.tenant_id = o.tenant_id and l.id = o.label_id
        where o.tenant_id = c.tenant_id and o.conversation_id = c.id), '[]') as labels,
      coalesce(said.count, 0) as "messageCount", coalesce(said."hasDraft", false) as "hasDraft",
      coalesce(last.delivery_status in ('failed', 'undelivered'), false) as "hasFailed", last.text as "lastMessage",
      (select count(*)::int from tasks t
        where t.tenant_id = c.tenant_id and t.conversation_id = c.id and t.status <> 'done') as "openTaskCount",
      call.type as "lastCallEvent", call.at as "lastCallEventAt"
    from conversations c
    left join lateral (
      select count(*)::int as count, bool_or(m.delivery_status = 'draft') as "hasDraft" from (
        select n.delivery_status from communication_messages n
        where n.tenant_id = c.tenant_id and n.conversation_id = c.id
        order by n.position desc limit ${MOST_COUNTED}::int) m
    ) said on true
    left join lateral (
      select left(m.text, 300) as text, m.delivery_status from communication_messages m
      where m.tenant_id = c.tenant_id and m.conversation_id = c.id
      order by m.position desc limit 1
    ) last on true
    left join lateral (
      select e.type, e.at from communication_events e
      where e.tenant_id = c.tenant_id and e.conversation_id = c.id and e.type in ('call_started', 'call_ended')
      order by e.at desc limit 1
    ) call on true
    where c.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid and c.id = any(${ids}::uuid[])`
  return new Map(rows.map((row) => [row.id, row]))
}
