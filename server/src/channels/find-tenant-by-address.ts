import type { PrismaClient } from '../db/client.ts'
import { findAddresses } from '../db/directory.ts'
import type { Tenant } from '../db/for-tenant.ts'

/** So long an owner is remembered; whoever takes a message in looks again in the spa itself. */
const KEPT_MS = 30_000
const MOST_KEPT = 20_000

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
async function findTenantsByAddress(
  { database, tenant }: AddressBook,
  addresses: { channel: 'sms' | 'email'; values: readonly string[] },
): Promise<(Tenant | null)[]> {
  return (await findAddresses(database, addresses)).map((id) => (id === null ? null : tenant(id)))
}

/**
 * As findTenantsByAddress, from memory for half a minute: a text is taken
 * in without asking whose number it came to. A number that has just been given to another spa may still
 * lead to the last one; `forget` makes the next question a new one.
 */
export function rememberTenants(book: AddressBook) {
  const kept = new Map<string, { owner: Tenant | null; until: number }>()
  return {
    async find(channel: 'sms' | 'email', values: readonly string[], now: number): Promise<(Tenant | null)[]> {
      const unknown = values.filter((value) => (kept.get(`${channel} ${value}`)?.until ?? 0) <= now)
      if (unknown.length > 0) {
        const owners = await findTenantsByAddress(book, { channel, values: unknown })
        if (kept.size > MOST_KEPT) kept.clear()
        for (const [index, value] of unknown.entries()) {
          kept.set(`${channel} ${value}`, { owner: owners[index] ?? null, until: now + KEPT_MS })
        }
      }
      return values.map((value) => kept.get(`${channel} ${value}`)?.owner ?? null)
    },
    forget: (channel: 'sms' | 'email', value: string): void => void kept.delete(`${channel} ${value}`),
  }
}
