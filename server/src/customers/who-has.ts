/** Who is meant by a number or an address, as far as that is known. */
export type Holder =
  /** It was proved with a code. */
  | { known: 'proven'; customerId: string }
  /** One customer said it was theirs, and nobody proved it. */
  | { known: 'claimed'; customerId: string }
  /** Several said so (a family's number): it means none of them. */
  | { known: 'shared'; customerIds: string[] }
  | { known: 'nobody' }

/** Whom the customers who name a number or an address as theirs make it mean; the oldest first. */
export function holderOf(identities: readonly { customerId: string; status: 'claimed' | 'verified' }[]): Holder {
  const proven = identities.find(({ status }) => status === 'verified')
  if (proven) return { known: 'proven', customerId: proven.customerId }
  const [first, second] = identities
  if (!first) return { known: 'nobody' }
  if (!second) return { known: 'claimed', customerId: first.customerId }
  return { known: 'shared', customerIds: identities.map(({ customerId }) => customerId) }
}
