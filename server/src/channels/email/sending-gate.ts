import type { TenantDb, TenantTransaction } from '../../db/for-tenant.ts'
import type { MessageKind } from '../../messages/queue-message.ts'
import { optedOutBy } from '../sms/opt-outs.ts'
import { ownAddress } from './own-address.ts'

/** `from` is null for a spa without an address of its own: the platform's serves. */
export type EmailGate = { go: true; from: string | null } | { go: false; reason: 'opted_out'; from: string | null }

/** What the ledger of opt-outs calls the platform's own address. */
export const PLATFORM_ADDRESS = 'platform'

/**
 * Whether an email may go out now, and from which address. Emails wake nobody, so they keep no quiet hours;
 * who does not want them gets none but a code that they have asked for themselves.
 */
export async function emailGate(
  db: TenantDb | TenantTransaction,
  { from: wanted, to, kind }: { from: string | null; to: string; kind: MessageKind },
): Promise<EmailGate> {
  const from = (await ownAddress(db, { wanted }))?.value ?? null
  if (kind === 'code') return { go: true, from }
  const pair = { ourAddress: from ?? PLATFORM_ADDRESS, theirAddress: to.toLowerCase() }
  return (await optedOutBy(db, pair)) !== null ? { go: false, reason: 'opted_out', from } : { go: true, from }
}
