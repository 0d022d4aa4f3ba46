import type { TenantTransaction } from './for-tenant.ts'
import { newId } from './new-id.ts'

export interface MailFacts {
  /** The address that was written to is still this spa's. */
  isOurs: boolean
  /** Nobody has taken this mail before; from now on somebody has. */
  isNew: boolean
}

/** Notes that a mail is taken (channels/record-receipt.ts), if it is the spa's to take, in one statement that is planned once. */
export async function takeMail(
  tx: TenantTransaction,
  { messageId, ourAddress }: { messageId: string; ourAddress: string },
): Promise<MailFacts> {
  const [facts] = await tx.$queryRaw<MailFacts[]>`
    /* prepared */
    with me as (select nullif(current_setting('app.tenant_id', true), '')::uuid as tenant_id),
    own as (
      select from channel_addresses a join me on a.tenant_id = me.tenant_id
      where a.channel = 'email' and a.value = ${ourAddress}),
    receipt as (
      insert into webhook_receipts (tenant_id, id, provider, external_id)
      select me.tenant_id, ${newId()}::uuid, 'sendgrid', ${`mail ${messageId}`} from me where exists (select from own)
      on conflict do nothing
      returning 1)
    select exists (select from own) as "isOurs", exists (select from receipt) as "isNew"`
  if (!facts) throw new Error('PostgreSQL gave no answer')
  return facts
}

/**
 * The first conversation that a mail names and that its sender belongs to: by the messages it answers, in this
 * order (`outboxId` where the id is of one of ours, which is known before its sending was noted), then by the
 * tokens of the addresses it went to. A sender belongs to a conversation when the mail that is answered went to
 * them or came from them, or when they are its other end, its customer, or in a mail of it.
 */
export async function conversationReferredTo(
  tx: TenantTransaction,
  mail: {
    answers: readonly { messageId: string; outboxId: string | null }[]
    tokens: readonly string[]
    sender: string
  },
): Promise<string | null> {
  const { answers, tokens, sender } = mail
  const messageIds = answers.map(({ messageId }) => messageId)
  const outboxIds = answers.map(({ outboxId }) => outboxId)
  const [found] = await tx.$queryRaw<{ conversationId: string }[]>`
    /* prepared */
    with me as (select nullif(current_setting('app.tenant_id', true), '')::uuid as tenant_id),
    named as (
      select a.place, coalesce(o.conversation_id, k.conversation_id) as conversation_id,
        case when o.id is null then k.from_address = ${sender} else lower(o.to_address) = ${sender} end as is_theirs
      from unnest(${messageIds}::text[], ${outboxIds}::uuid[]) with ordinality a(message_id, outbox_id, place)
      cross join me
      left join outbox_messages o on o.tenant_id = me.tenant_id and o.id = a.outbox_id and o.channel = 'email'
        and o.conversation_id is not null
      left join lateral (
        select m.conversation_id, e.from_address
        from email_details e join communication_messages m on m.tenant_id = e.tenant_id and m.id = e.message_id
        where e.tenant_id = me.tenant_id and e.internet_message_id = a.message_id
        limit 1) k on o.id is null
      union all
      select 1000 + t.place, t.id, false from unnest(${[...tokens]}::uuid[]) with ordinality t(id, place))
    select c.id as "conversationId"
    from named n cross join me
    join conversations c on c.tenant_id = me.tenant_id and c.id = n.conversation_id
    where n.is_theirs or c.their_address = ${sender}
      or exists (
        select from identities i
        where i.tenant_id = me.tenant_id and i.customer_id = c.customer_id and i.kind = 'email' and i.value = ${sender})
      or exists (
        select from communication_messages m join email_details e on e.tenant_id = m.tenant_id and e.message_id = m.id
        where m.tenant_id = me.tenant_id and m.conversation_id = c.id
          and (e.from_address = ${sender} or e.to_address = ${sender}))
    order by n.place limit 1`
  return found?.conversationId ?? null
}

/** Subjects of the newest mails in conversations with this sender, ours included. */
export async function subjectsWith(
  tx: TenantTransaction,
  { sender, since, limit }: { sender: string; since: Date; limit: number },
): Promise<{ conversationId: string; subject: string }[]> {
  return tx.$queryRaw<{ conversationId: string; subject: string }[]>`
    /* prepared */
    select m.conversation_id as "conversationId", e.subject
    from conversations c
    join communication_messages m on m.tenant_id = c.tenant_id and m.conversation_id = c.id
    join email_details e on e.tenant_id = m.tenant_id and e.message_id = m.id
    where c.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid and c.their_address = ${sender}
      and c.last_activity_at >= ${since}
    order by m.sent_at desc limit ${limit}::int`
}
