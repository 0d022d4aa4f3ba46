import type { TenantTransaction } from '../for-tenant.ts'
import { Prisma } from '../generated/client.ts'

/** Where a person is in the spa's data. */
export interface TracesOf {
  /** Their record, and those that were merged into it. */
  customerIds: string[]
  /** Numbers and addresses that are theirs alone: a family's shared one is still the others'. */
  contacts: string[]
  conversationIds: string[]
  visitorIds: string[]
  appointmentIds: string[]
  taskIds: string[]
  outboxIds: string[]
  /** Of what else the log may speak: plans, waits, messages, answers. */
  otherIds: string[]
}

const mine = Prisma.sql`tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid`

/** Everything in the spa that is about one person. `rootId` is a record that was not merged into another. */
export async function findTraces(tx: TenantTransaction, { rootId }: { rootId: string }): Promise<TracesOf> {
  const customerIds = await ids(
    tx,
    Prisma.sql`with recursive same(id) as (
      select ${rootId}::uuid
      union select c.id from customers c join same on c.merged_into_id = same.id where c.${mine}
    ) select id from same`,
  )
  const customers = Prisma.sql`any(${customerIds}::uuid[])`
  // What was merely claimed on a merged record was kept aside in the merge.
  const known = await tx.$queryRaw<{ value: string }[]>`
    select distinct value from (
      select value from identities where ${mine} and customer_id = ${customers}
      union all
      select dropped ->> 'value' from customer_merges,
        jsonb_array_elements(case when jsonb_typeof(moved -> 'dropped') = 'array' then moved -> 'dropped' else '[]' end) dropped
      where ${mine} and (kept_id = ${customers} or merged_id = ${customers})
      union all
      select their_address from conversations where ${mine} and customer_id = ${customers} and their_address is not null
    ) known
    where value is not null and not exists (
      select from identities other where other.${mine} and other.value = known.value
        and other.customer_id <> all(${customerIds}::uuid[]))`
  const contacts = known.map(({ value }) => value)
  const theirs = Prisma.sql`any(${contacts}::text[])`
  const visitorIds = await ids(
    tx,
    Prisma.sql`select id from visitors where ${mine} and customer_id = ${customers}
      union select visitor_id from conversations where ${mine} and customer_id = ${customers} and visitor_id is not null`,
  )
  const conversationIds = await ids(
    tx,
    Prisma.sql`select id from conversations where ${mine} and (customer_id = ${customers}
      or customer_id is null and (their_address = ${theirs} or visitor_id = any(${visitorIds}::uuid[])))`,
  )
  const threads = Prisma.sql`any(${conversationIds}::uuid[])`
  const appointmentIds = await ids(
    tx,
    Prisma.sql`select id from appointments where ${mine} and customer_id = ${customers}`,
  )
  const visits = Prisma.sql`any(${appointmentIds}::uuid[])`
  const taskIds = await ids(
    tx,
    Prisma.sql`select id from tasks where ${mine} and (conversation_id = ${threads} or appointment_id = ${visits}
      or exists (select from unnest(${contacts}::text[]) contact where strpos(subject_key, contact) > 0))`,
  )
  const outboxIds = await ids(
    tx,
    Prisma.sql`select id from outbox_messages where ${mine}
      and (conversation_id = ${threads} or appointment_id = ${visits} or to_address = ${theirs})`,
  )
  const otherIds = await ids(
    tx,
    Prisma.sql`select id from treatment_plans where ${mine} and customer_id = ${customers}
      union all select id from waitlist_entries where ${mine} and customer_id = ${customers}
      union all select id from communication_messages where ${mine} and conversation_id = ${threads}
      union all select id from screening_answers where ${mine} and customer_id = ${customers}
      union all select id from customer_allergies where ${mine} and customer_id = ${customers}
      union all select id from customer_merges where ${mine} and (kept_id = ${customers} or merged_id = ${customers})`,
  )
  return { customerIds, contacts, conversationIds, visitorIds, appointmentIds, taskIds, outboxIds, otherIds }
}

async function ids(tx: TenantTransaction, query: Prisma.Sql): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>(query)
  return rows.map(({ id }) => id)
}
