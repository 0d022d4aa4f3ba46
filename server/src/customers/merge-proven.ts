import type { TenantTransaction } from '../db/for-tenant.ts'
import type { Contact } from './contact.ts'
import { mergeInTransaction } from './merge.ts'
import { namesAgree } from './names.ts'

export interface ProvenContact {
  contact: Contact
  /** Whose it is, now that it was proved. */
  customerId: string
  /** Who the conversation was about until now, if that person's own: made in it, or proved in it. */
  presentId: string | null
  /** Nobody but whoever proved the contact has spoken in the conversation. */
  isAlone: boolean
  now: Date
}

/**
 * Merges into the customer who proved a number or an address the other records that are surely theirs:
 * what the same conversation made or proved, and what was on file under the value without any proof. Only
 * ever with the same name, because families share numbers. What only claims another way to reach them
 * brings no claim along: whoever made up such a record could hold that other number, and would
 * open the whole account with it.
 */
export async function mergeProven(tx: TenantTransaction, proven: ProvenContact): Promise<void> {
  const { contact, customerId, presentId, now } = proven
  const { kind, value } = contact
  const keeper = await tx.customer.findFirstOrThrow({ where: { id: customerId } })
  const claimants = await tx.customer.findMany({
    where: {
      id: { not: customerId },
      mergedIntoId: null,
      OR: [
        { identities: { some: { kind, value }, none: { status: 'verified' } } },
        ...(presentId === null ? [] : [{ id: presentId }]),
      ],
    },
    orderBy: { createdAt: 'asc' },
  })
  for (const other of claimants.filter((claimant) => namesAgree(claimant, keeper))) {
    await mergeInTransaction(tx, {
      keptId: customerId,
      mergedId: other.id,
      by: `verified:${kind}`,
      now,
      onlyProved: other.id !== presentId || !proven.isAlone,
    })
  }
}

/** The threads that the proved number or address had as a visitor are the customer's. */
export async function adoptVisitorThreads(
  tx: TenantTransaction,
  { value, customerId }: { value: string; customerId: string },
): Promise<void> {
  const threads = await tx.conversation.findMany({
    where: { theirAddress: value, customerId: null, resumeKeyHash: null },
    select: { id: true, visitorId: true },
  })
  if (threads.length === 0) return
  await tx.conversation.updateMany({ where: { id: { in: threads.map(({ id }) => id) } }, data: { customerId } })
  const visitorIds = threads.flatMap(({ visitorId }) => visitorId ?? [])
  await tx.visitor.updateMany({ where: { id: { in: visitorIds }, customerId: null }, data: { customerId } })
}
