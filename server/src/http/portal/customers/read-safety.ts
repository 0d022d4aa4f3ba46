import type { CustomerSafety } from '@ava/protocol/portal/customers.ts'
import { currentCustomerId } from '../../../customers/current-customer.ts'
import { readAllergies } from '../../../customers/records/allergies.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import { readContraindications } from '../../../scheduling/screening/contraindications.ts'

/** What whoever treats this customer has to know; for others, that there is something. Null: no such customer. */
export async function readSafety(
  tenant: Tenant,
  query: { customerId: string; mayRead: boolean },
): Promise<CustomerSafety | null> {
  const { secrets } = tenant
  return tenant.transaction(async (tx) => {
    const customerId = await currentCustomerId(tx, query.customerId)
    if (customerId === null) return null
    const allergies = await readAllergies(tx, { secrets, customerId })
    const contraindications = await readContraindications(tx, { secrets, customerId })
    const count = allergies.length + contraindications.length
    if (!query.mayRead) return { customerId, mayRead: false, count, allergies: [], contraindications: [] }
    return {
      customerId,
      mayRead: true,
      count,
      allergies: allergies.map(({ id, substance, reaction, recordedAt }) => ({
        id,
        substance,
        reaction,
        recordedAt: recordedAt.toISOString(),
      })),
      contraindications: contraindications.map(({ answeredAt, ...one }) => ({
        ...one,
        answeredAt: answeredAt.toISOString(),
      })),
    }
  })
}
