import type { TenantTransaction } from '../for-tenant.ts'
import { Prisma } from '../generated/client.ts'
import type { TracesOf } from './find-traces.ts'

const mine = Prisma.sql`tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid`

/**
 * Deletes what hangs on a person, and takes who they were off what has to stay: appointments and what was
 * paid for them. Rows of others that merely lead to something deleted are unhooked, not deleted.
 */
export async function erasePerson(
  tx: TenantTransaction,
  { rootId, traces }: { rootId: string; traces: TracesOf },
): Promise<void> {
  const { customerIds, conversationIds, appointmentIds, contacts } = traces
  const among = (ids: readonly string[]) => Prisma.sql`any(${ids}::uuid[])`
  const customers = among(customerIds)
  const threads = among(conversationIds)
  const visits = among(appointmentIds)
  const theirs = Prisma.sql`any(${contacts}::text[])`
  // What stays loses what leads to a thread, and every word somebody wrote about the person.
  await tx.$executeRaw`update appointments set note = null, cancel_reason = null where ${mine} and id = ${visits}`
  await tx.$executeRaw`update appointments set conversation_id = null where ${mine} and conversation_id = ${threads}`
  await tx.$executeRaw`update appointments set hold_id = null
    where ${mine} and hold_id in (
      select id from holds where ${mine} and (conversation_id = ${threads} or waitlist_entry_id in (
        select id from waitlist_entries where ${mine} and customer_id = ${customers})))`
  await tx.$executeRaw`update waitlist_entries set conversation_id = null
    where ${mine} and conversation_id = ${threads} and customer_id <> all(${customerIds}::uuid[])`
  await tx.$executeRaw`update screening_answers set conversation_id = null
    where ${mine} and conversation_id = ${threads} and customer_id <> all(${customerIds}::uuid[])`

  await tx.$executeRaw`delete from screening_answers
    where ${mine} and (customer_id = ${customers} or conversation_id = ${threads})`
  await tx.$executeRaw`delete from screening_assessments where ${mine} and appointment_id = ${visits}`
  await tx.$executeRaw`delete from customer_allergies where ${mine} and customer_id = ${customers}`
  await tx.$executeRaw`delete from waitlist_entries where ${mine} and customer_id = ${customers}`
  await tx.$executeRaw`delete from consents where ${mine} and customer_id = ${customers}`
  await tx.$executeRaw`delete from verification_codes
    where ${mine} and (customer_id = ${customers} or value = ${theirs})`
  await tx.$executeRaw`delete from tasks where ${mine} and id = ${among(traces.taskIds)}`
  await tx.$executeRaw`delete from outbox_messages where ${mine} and id = ${among(traces.outboxIds)}`
  await tx.$executeRaw`delete from opt_outs where ${mine} and their_address = ${theirs}`
  // Messages, files, calls, events, tool calls, notes, holds … go with their thread.
  await tx.$executeRaw`delete from conversations where ${mine} and id = ${threads}`
  await tx.$executeRaw`update visitors set customer_id = null where ${mine} and customer_id = ${customers}`
  await tx.$executeRaw`delete from visitors v where v.${mine} and id = ${among(traces.visitorIds)}
    and not exists (select from conversations c where c.tenant_id = v.tenant_id and c.visitor_id = v.id)`
  await tx.$executeRaw`delete from identities where ${mine} and customer_id = ${customers}`
  await tx.$executeRaw`delete from customer_merges
    where ${mine} and (kept_id = ${customers} or merged_id = ${customers})`
  await tx.$executeRaw`update customers set merged_into_id = null where ${mine} and id = ${customers}`
  await tx.$executeRaw`delete from customers where ${mine} and id = ${customers} and id <> ${rootId}::uuid`
}

/**
 * The log of who did what keeps its entries. In those about something of theirs, numbers, ids and instants stay and all else is
 * blacked out; in all others of the spa, what `pattern` finds.
 */
export async function eraseFromLog(
  tx: TenantTransaction,
  { traces, pattern }: { traces: TracesOf; pattern: string | null },
): Promise<void> {
  const { customerIds, conversationIds, appointmentIds, taskIds, outboxIds, otherIds } = traces
  const subjects = [customerIds, conversationIds, appointmentIds, taskIds, outboxIds, otherIds].flat()
  await tx.$executeRaw`select black_out_log(${subjects}::uuid[], ${pattern}::text)`
}
