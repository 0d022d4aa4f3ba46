import type { TenantTransaction } from '../db/for-tenant.ts'

/**
 * The record that stands for this customer now: itself, or the one it was merged into, however
 * many merges on. Null when there is no such customer.
 */
export async function currentCustomerId(tx: TenantTransaction, customerId: string): Promise<string | null> {
  let id = customerId
  // Merges make no circle (merge.ts), so this ends.
  for (;;) {
    const row = await tx.customer.findFirst({ where: { id }, select: { mergedIntoId: true } })
    if (!row) return null
    if (row.mergedIntoId === null) return id
    id = row.mergedIntoId
  }
}
