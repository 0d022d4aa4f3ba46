import type { TenantTransaction } from '../db/for-tenant.ts'
import type { Contact } from './contact.ts'

/** Who is meant by a number or an address, as far as that is known. */
export type Holder =
  /** It was proved with a code. */
  | { known: 'proven'; customerId: string }
  /** One customer said it was theirs, and nobody proved it. */
  | { known: 'claimed'; customerId: string }
  /** Several said so (a family's number): it means none of them. */
  | { known: 'shared'; customerIds: string[] }
  | { known: 'nobody' }

export async function whoHas(tx: TenantTransaction, { kind, value }: Contact): Promise<Holder> {
  const identities = await tx.identity.findMany({
    where: { kind, value, customer: { mergedIntoId: null } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { customerId: true, status: true },
  })
  const proven = identities.find(({ status }) => status === 'verified')
  if (proven) return { known: 'proven', customerId: proven.customerId }
  const [first, second] = identities
  if (!first) return { known: 'nobody' }
  if (!second) return { known: 'claimed', customerId: first.customerId }
  return { known: 'shared', customerIds: identities.map(({ customerId }) => customerId) }
}
