import type { TenantTransaction } from '../db/for-tenant.ts'

/**
 * Notes that a webhook's delivery was taken, in the transaction that carries it out. False when it was taken
 * before; a second one that comes at the same moment waits here for how the first one ends.
 */
export async function recordReceipt(
  tx: TenantTransaction,
  { provider, externalId }: { provider: 'twilio' | 'sendgrid'; externalId: string },
): Promise<boolean> {
  const { count } = await tx.webhookReceipt.createMany({ data: [{ provider, externalId }], skipDuplicates: true })
  return count === 1
}
