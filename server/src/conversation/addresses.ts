import type { TenantTransaction } from '../db/for-tenant.ts'

/**
 * The two ends by which a conversation goes on over a channel: the pair last used where it is of that
 * channel, else the customer's number or address (a verified one first) and the spa's own as it is when
 * the message goes out (null). Null when the person cannot be reached by it.
 */
export async function addressesOf(
  tx: TenantTransaction,
  options: { conversationId: string; channel: 'sms' | 'email' },
): Promise<{ ours: string | null; theirs: string } | null> {
  const { conversationId, channel } = options
  const row = await tx.conversation.findFirst({
    where: { id: conversationId },
    select: { ourAddress: true, theirAddress: true, customerId: true },
  })
  if (!row) return null
  const { ourAddress, theirAddress, customerId } = row
  if (theirAddress && theirAddress.includes('@') === (channel === 'email')) {
    return { ours: ourAddress, theirs: theirAddress }
  }
  if (customerId === null) return null
  const identities = await tx.identity.findMany({
    where: { customerId, kind: channel === 'sms' ? 'phone' : 'email' },
    orderBy: { id: 'desc' },
  })
  const identity = identities.find(({ status }) => status === 'verified') ?? identities[0]
  return identity ? { ours: null, theirs: identity.value } : null
}
