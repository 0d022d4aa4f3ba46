import type { TenantTransaction } from './for-tenant.ts'
import { fromJsonRow, type JsonRow } from './json-rows.ts'
import { newId } from './new-id.ts'

/** A conversation that a text or an email may belong to. */
export interface ThreadRow {
  id: string
  customerId: string | null
  /** A browser can open it: it began on the website. */
  hasBrowser: boolean
  verifiedAt: Date | null
  ourAddress: string | null
  theirAddress: string | null
  lastActivityAt: Date
}

/** What is on file about a number or an email address. */
export interface LineFacts {
  /** Who claims it or has proved it, the oldest first; not who was merged away. */
  identities: { customerId: string; status: 'claimed' | 'verified' }[]
  /** Conversations over it that are going on, or were over only after `since`; the newest first, at most 20. */
  threads: ThreadRow[]
  /** The visitor that whoever wrote from there was before. */
  visitorId: string | null
}

/** All of it in one round trip that is planned once: every text and every mail that comes in asks it first. */
export async function lineFacts(
  tx: TenantTransaction,
  line: { kind: 'phone' | 'email'; value: string; since: Date },
): Promise<LineFacts> {
  const { kind, value, since } = line
  const [row] = await tx.$queryRaw<
    { identities: JsonRow[] | null; threads: JsonRow[] | null; visitorId: string | null }[]
  >`
    /* prepared */
    with me as (select nullif(current_setting('app.tenant_id', true), '')::uuid as tenant_id)
    select
      (select jsonb_agg(jsonb_build_object('customer_id', i.customer_id, 'status', i.status) order by i.created_at, i.id)
        from identities i join customers c on c.tenant_id = i.tenant_id and c.id = i.customer_id
        where i.tenant_id = me.tenant_id and i.kind = ${kind}::"IdentityKind" and i.value = ${value}
          and c.merged_into_id is null) as identities,
      (select jsonb_agg(to_jsonb(t) order by t.last_activity_at desc) from (
        select c.id, c.customer_id, c.resume_key_hash is not null as has_browser, c.verified_at, c.our_address,
          c.their_address, c.last_activity_at
        from conversations c
        where c.tenant_id = me.tenant_id and c.their_address = ${value}
          and (c.status in ('open', 'with_person', 'locked') or c.resolved_at >= ${since} or c.ended_at >= ${since})
        order by c.last_activity_at desc limit 20) t) as threads,
      (select c.visitor_id from conversations c
        where c.tenant_id = me.tenant_id and c.their_address = ${value} and c.customer_id is null
          and c.visitor_id is not null
        order by c.last_activity_at desc limit 1) as "visitorId"
    from me`
  return {
    identities: (row?.identities ?? []).map((identity) => fromJsonRow<LineFacts['identities'][number]>(identity)),
    threads: (row?.threads ?? []).map((thread) => fromJsonRow<ThreadRow>(thread)),
    visitorId: row?.visitorId ?? null,
  }
}

/** A new conversation over a line, of a customer or else of a visitor, who is made when there was none. */
export async function openThread(
  tx: TenantTransaction,
  thread: {
    channel: 'sms' | 'email'
    ourAddress: string
    theirAddress: string
    customerId: string | null
    /** Of nobody who is known. */
    visitorId: string | null
    now: Date
  },
): Promise<{ id: string }> {
  const { channel, ourAddress, theirAddress, customerId, now } = thread
  const id = newId()
  const visitorId = customerId === null ? (thread.visitorId ?? newId()) : null
  await tx.$executeRaw`
    /* prepared */
    with me as (select nullif(current_setting('app.tenant_id', true), '')::uuid as tenant_id),
    seen as (
      insert into visitors (tenant_id, id, created_at, last_seen_at)
      select me.tenant_id, ${visitorId}::uuid, ${now}, ${now} from me where ${visitorId}::uuid is not null
      on conflict (tenant_id, id) do update set last_seen_at = excluded.last_seen_at)
    insert into conversations (tenant_id, id, channel, customer_id, visitor_id, our_address, their_address,
      started_at, last_activity_at)
    select me.tenant_id, ${id}::uuid, ${channel}::"Channel", ${customerId}::uuid, ${visitorId}::uuid, ${ourAddress},
      ${theirAddress}, ${now}, ${now} from me`
  return { id }
}
