import type { TenantDb, TenantTransaction } from '../../db/for-tenant.ts'

export interface OwnAddress {
  value: string
  senderName: string | null
  signature: string | null
}

/** The spa's address that an email goes out from: the one that is wanted, if it is still the spa's, else its first. Null: it has none. */
export async function ownAddress(
  db: TenantDb | TenantTransaction,
  { wanted }: { wanted: string | null },
): Promise<OwnAddress | null> {
  const all = await db.channelAddress.findMany({
    where: { channel: 'email' },
    orderBy: { id: 'asc' },
    select: { value: true, senderName: true, signature: true },
  })
  return all.find(({ value }) => value === wanted) ?? all[0] ?? null
}
