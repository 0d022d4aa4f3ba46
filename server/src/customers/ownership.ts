import type { TenantTransaction } from '../db/for-tenant.ts'

/**
 * Whether this customer came into being in this conversation and nowhere else: no proven
 * contact, no appointment and no conversation that is not this one. Then nobody's secrets are
 * on the record but those that were said here.
 */
export async function belongsToConversation(
  tx: TenantTransaction,
  { customerId, conversationId }: { customerId: string; conversationId: string },
): Promise<boolean> {
  const foreign = await tx.customer.findFirst({
    where: {
      id: customerId,
      OR: [
        { identities: { some: { status: 'verified' } } },
        { appointments: { some: { OR: [{ conversationId: null }, { conversationId: { not: conversationId } }] } } },
        { conversations: { some: { id: { not: conversationId } } } },
      ],
    },
    select: { id: true },
  })
  return foreign === null
}
