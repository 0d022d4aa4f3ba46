import type { TenantTransaction } from './for-tenant.ts'
import { Prisma } from './generated/client.ts'

export type TimelineKind = 'message' | 'call' | 'event' | 'appointment' | 'task' | 'notice' | 'merge'

export interface TimelineRow {
  kind: TimelineKind
  id: string
  at: Date
  conversationId: string | null
  appointmentId: string | null
  /** By kind; see customers/timeline.ts. */
  data: unknown
}

/**
 * The `limit` newest things that happened with a customer before `before`, newest first: in all their
 * conversations, and around their appointments. Each kind is read through its own index and
 * cut to the page before they are put together.
 */
export async function customerTimeline(
  tx: TenantTransaction,
  query: { customerId: string; before: { at: Date; id: string } | null; limit: number },
): Promise<TimelineRow[]> {
  const { customerId, before, limit } = query
  const page = (at: Prisma.Sql, id: Prisma.Sql) => Prisma.sql`
    ${before === null ? Prisma.empty : Prisma.sql`and (${at}, ${id}) < (${before.at}, ${before.id}::uuid)`}
    order by ${at} desc, ${id} desc limit ${limit}`
  const sql = (text: string) => Prisma.raw(text)
  return tx.$queryRaw<TimelineRow[]>`
    with me as materialized (
      select nullif(current_setting('app.tenant_id', true), '')::uuid as tenant_id, ${customerId}::uuid as customer_id
    ), threads as materialized (
      select c.tenant_id, c.id from conversations c, me
      where c.tenant_id = me.tenant_id and c.customer_id = me.customer_id
    ), visits as materialized (
      select a.tenant_id, a.id, a.reference from appointments a, me
      where a.tenant_id = me.tenant_id and a.customer_id = me.customer_id
    )
    select kind, id, at, conversation_id as "conversationId", appointment_id as "appointmentId", data from (
      (select 'message' as kind, m.id, m.sent_at as at, m.conversation_id, null::uuid as appointment_id,
        jsonb_build_object('channel', m.channel, 'author', m.author, 'text', m.text,
          'isInterrupted', m.is_interrupted, 'deliveryStatus', m.delivery_status) as data
      from communication_messages m join threads t on m.tenant_id = t.tenant_id and m.conversation_id = t.id
      where m.delivery_status <> 'draft' ${page(sql('m.sent_at'), sql('m.id'))})
      union all
      (select 'call', v.id, v.started_at, v.conversation_id, null::uuid,
        jsonb_build_object('endedAt', v.ended_at, 'endReason', v.end_reason)
      from voice_call_details v join threads t on v.tenant_id = t.tenant_id and v.conversation_id = t.id
      where true ${page(sql('v.started_at'), sql('v.id'))})
      union all
      (select 'event', e.id, e.at, e.conversation_id, null::uuid, jsonb_build_object('type', e.type)
      from communication_events e join threads t on e.tenant_id = t.tenant_id and e.conversation_id = t.id
      where e.type not in ('call_started', 'call_ended') ${page(sql('e.at'), sql('e.id'))})
      union all
      (select 'appointment', u.id, u.at, null::uuid, v.id,
        jsonb_build_object('action', substr(u.action, length('appointment.') + 1), 'actor', u.actor, 'reference', v.reference)
      from audit_entries u join visits v on u.tenant_id = v.tenant_id and u.subject_id = v.id
      where u.subject_type = 'appointment' and u.action like 'appointment.%' ${page(sql('u.at'), sql('u.id'))})
      union all
      (select 'task', k.id, k.created_at, k.conversation_id, k.appointment_id,
        jsonb_build_object('kind', k.kind, 'title', k.title, 'status', k.status)
      from tasks k, me
      where k.tenant_id = me.tenant_id
        and (k.conversation_id in (select id from threads) or k.appointment_id in (select id from visits))
        ${page(sql('k.created_at'), sql('k.id'))})
      union all
      (select 'notice', o.id, coalesce(o.sent_at, o.created_at), null::uuid, o.appointment_id,
        jsonb_build_object('channel', o.channel, 'purpose', o.purpose, 'status', o.status)
      from outbox_messages o join visits v on o.tenant_id = v.tenant_id and o.appointment_id = v.id
      where o.conversation_id is null and o.kind <> 'code' ${page(sql('coalesce(o.sent_at, o.created_at)'), sql('o.id'))})
      union all
      (select 'merge', g.id, g.merged_at, null::uuid, null::uuid,
        jsonb_build_object('mergedId', g.merged_id, 'by', g.merged_by, 'undoneAt', g.undone_at)
      from customer_merges g, me
      where g.tenant_id = me.tenant_id and g.kept_id = me.customer_id ${page(sql('g.merged_at'), sql('g.id'))})
    ) everything
    order by at desc, id desc limit ${limit}`
}
