import type { PrismaClient } from '../db/client.ts'
import { findAddresses } from '../db/directory.ts'
import type { Tenant } from '../db/for-tenant.ts'

/** Who reads our mail and our texts: the spa that an address or a number of ours belongs to. */
export interface AddressBook {
  database: PrismaClient
  tenant: (tenantId: string) => Tenant
}

/** The spa that this number (E.164) or email address belongs to; null when it is nobody's. */
export async function findTenantByAddress(
  book: AddressBook,
  { channel, value }: { channel: 'sms' | 'email'; value: string },
): Promise<Tenant | null> {
  const [owner] = await findTenantsByAddress(book, { channel, values: [value] })
  return owner ?? null
}

/** As findTenantByAddress, for several at once and in their order. */
export async function findTenantsByAddress(
  { database, tenant }: AddressBook,
  addresses: { channel: 'sms' | 'email'; values: readonly string[] },
): Promise<(Tenant | null)[]> {
  return (await findAddresses(database, addresses)).map((id) => (id === null ? null : tenant(id)))
}
