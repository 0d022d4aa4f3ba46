import type { Contact } from '../../customers/contact.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { Channel } from '../../db/generated/client.ts'
import { consentPurpose, refusedPurposes } from '../appointment-messages.ts'

/**
 * The one contact that an offer goes to: a text, unless they wait by email or have no number; never
 * one that they asked us not to write to. Null: they cannot be reached, and nothing is kept for them.
 */
export async function contactForOffers(
  tx: TenantTransaction,
  entry: { customerId: string; channel: Channel },
): Promise<Contact | null> {
  const refused = await refusedPurposes(tx, entry.customerId)
  const identities = await tx.identity.findMany({
    where: { customerId: entry.customerId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { kind: true, value: true },
  })
  const kinds = entry.channel === 'email' ? (['email', 'phone'] as const) : (['phone', 'email'] as const)
  for (const kind of kinds) {
    const found = identities.find((one) => one.kind === kind)
    if (found && !refused.has(consentPurpose(kind))) return found
  }
  return null
}
