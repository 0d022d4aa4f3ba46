import type { TenantTransaction } from './for-tenant.ts'
import type { Channel, DeliveryStatus, MessageAuthor, MessageDirection } from './generated/enums.ts'
import { newId } from './new-id.ts'
import { notifications } from './notify.ts'
import { storableText } from './storable-text.ts'

export interface MessageRow {
  conversationId: string
  direction: MessageDirection
  author: MessageAuthor
  channel: Channel
  text: string
  sentAt: Date
  externalId: string | null
  sentById: string | null
  outboxId: string | null
  deliveryStatus: DeliveryStatus
  /** Ava owes no answer to it. */
  asksNothing: boolean
}

/**
 * Adds a message at the place that `placeAfter` gives for the newest one, under the conversation's row
 * lock; one whose `externalId` is there already stays the one. Every text, mail and notice comes through here: three
 * statements that are planned once, the lock first, because what another transaction adds
 * while this one waits is not seen by a statement that was begun before.
 */
export async function appendRow(
  tx: TenantTransaction,
  row: MessageRow,
  placeAfter: (last: number) => number,
): Promise<{ id: string; position: number; isNew: boolean }> {
  const { conversationId, externalId, direction, author, channel, sentAt, sentById, outboxId } = row
  const { deliveryStatus, asksNothing } = row
  await tx.$executeRaw`
    /* prepared */
    update conversations set last_activity_at = ${sentAt}
    where tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid and id = ${conversationId}::uuid`
  const [found] = await tx.$queryRaw<{ last: number | null; id: string | null; position: number | null }[]>`
    /* prepared */
    select (select max(m.position) from communication_messages m
        where m.tenant_id = me.tenant_id and m.conversation_id = ${conversationId}::uuid) as last,
      known.id, known.position
    from (select nullif(current_setting('app.tenant_id', true), '')::uuid as tenant_id) me
    left join communication_messages known on known.tenant_id = me.tenant_id
      and known.conversation_id = ${conversationId}::uuid and known.external_id = ${externalId}::text`
  if (found?.id && found.position !== null) return { id: found.id, position: found.position, isNew: false }
  const id = newId()
  const position = placeAfter(found?.last ?? 0)
  await tx.$executeRaw`
    /* prepared */
    with added as (
      insert into communication_messages (tenant_id, id, conversation_id, position, direction, author, channel, text,
        sent_at, external_id, sent_by_id, outbox_id, delivery_status, asks_nothing)
      select nullif(current_setting('app.tenant_id', true), '')::uuid, ${id}::uuid, ${conversationId}::uuid,
        ${position}::int, ${direction}::"MessageDirection", ${author}::"MessageAuthor", ${channel}::"Channel",
        ${storableText(row.text)}, ${sentAt}, ${externalId}, ${sentById}::uuid, ${outboxId}::uuid,
        ${deliveryStatus}::"DeliveryStatus", ${asksNothing}::boolean)
    select ${notifications([{ type: 'conversation', conversationId }])}`
  return { id, position, isNew: true }
}
