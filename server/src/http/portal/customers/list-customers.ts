import type { CustomerList } from '@ava/protocol/portal/customers.ts'
import { customerList, type CustomerListQuery } from '../../../db/customer-list.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import { searchCustomers } from '../../../db/search-conversations.ts'
import { fullName } from '../conversations/conversation-summary.ts'
import { HttpError } from '../../http-error.ts'

/** A search shows so many and no more: whoever has more finds them by more words. */
const MAX_FOUND = 200

/** Customers by name, narrowed by words and a filter. Throws 400 for a cursor that is none of ours. */
export async function listCustomers(
  tenant: Tenant,
  query: {
    search?: string | undefined
    filter?: CustomerListQuery['filter'] | undefined
    cursor?: string | undefined
    limit: number
    providerId: string | null
    now: Date
  },
): Promise<CustomerList> {
  const { search = '', filter = null, cursor, limit, providerId, now } = query
  const afterId = cursor === undefined ? null : readCursor(cursor)
  return tenant.transaction(async (tx) => {
    const among = search === '' ? null : await searchCustomers(tx, { words: search, limit: MAX_FOUND })
    const found = await customerList(tx, { among, filter, providerId, afterId, now, limit: limit + 1 })
    const page = found.slice(0, limit)
    const identities = await tx.identity.findMany({
      where: { customerId: { in: page.map(({ id }) => id) } },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    })
    const byCustomer = Map.groupBy(identities, ({ customerId }) => customerId)
    return {
      customers: page.map(({ givenName, familyName, createdAt, lastContactAt, ...row }) => ({
        ...row,
        name: fullName({ givenName, familyName }),
        createdAt: createdAt.toISOString(),
        lastContactAt: lastContactAt?.toISOString() ?? null,
        identities: (byCustomer.get(row.id) ?? []).map(({ id, kind, value, status }) => ({
          id,
          kind,
          value,
          isVerified: status === 'verified',
        })),
      })),
      nextCursor: found.length > limit ? page.at(-1)!.id : null,
    }
  })
}

/** The last customer of a page is where the next one begins: no name goes through an address. */
function readCursor(cursor: string): string {
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(cursor)) return cursor
  throw new HttpError(400, 'invalid_request', 'The list cannot go on from there. Load it anew.', {
    fields: { cursor: 'Not a cursor of this list.' },
  })
}
