import type { TenantTransaction } from './for-tenant.ts'
import { newId } from './new-id.ts'

export interface TextFacts {
  /** The number that was written to is still this spa's. */
  isOurs: boolean
  /** Nobody has taken this text before; from now on somebody has. */
  isNew: boolean
  /** The source of the newest entry in the ledger, if that says that they want nothing. */
  optedOutBy: string | null
}

/**
 * Notes that a text is taken (channels/record-receipt.ts), and what decides about it first, in one statement that is
 * planned once. The line's lock must be ours: what is read here is then what holds.
 */
export async function takeText(
  tx: TenantTransaction,
  text: { sid: string; ourAddress: string; theirAddress: string },
): Promise<TextFacts> {
  const { sid, ourAddress, theirAddress } = text
  const [facts] = await tx.$queryRaw<TextFacts[]>`
    /* prepared */
    with me as (select nullif(current_setting('app.tenant_id', true), '')::uuid as tenant_id),
    own as (
      select from channel_addresses a join me on a.tenant_id = me.tenant_id
      where a.channel = 'sms' and a.value = ${ourAddress}),
    receipt as (
      insert into webhook_receipts (tenant_id, id, provider, external_id)
      select me.tenant_id, ${newId()}::uuid, 'twilio', ${sid} from me where exists (select from own)
      on conflict do nothing
      returning 1),
    newest as (
      select o.is_opted_out, o.source from opt_outs o join me on o.tenant_id = me.tenant_id
      where o.our_address = ${ourAddress} and o.their_address = ${theirAddress}
      order by o.at desc, o.id desc limit 1)
    select exists (select from own) as "isOurs", exists (select from receipt) as "isNew",
      (select source from newest where is_opted_out) as "optedOutBy"`
  if (!facts) throw new Error('PostgreSQL gave no answer')
  return facts
}

/** The details of a text that came in; once for each message. */
export async function writeTextDetails(
  tx: TenantTransaction,
  details: { messageId: string; from: string; to: string; sid: string; segments: number | null },
): Promise<void> {
  const { messageId, from, to, sid, segments } = details
  await tx.$executeRaw`
    /* prepared */
    insert into sms_details (tenant_id, message_id, from_number, to_number, provider_sid, segments)
    values (nullif(current_setting('app.tenant_id', true), '')::uuid, ${messageId}::uuid, ${from}, ${to}, ${sid},
      ${segments}::int)
    on conflict do nothing`
}
