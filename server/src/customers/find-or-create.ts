import type { TenantTransaction } from '../db/for-tenant.ts'
import type { Contact } from './contact.ts'
import { namesAgree, type PersonName } from './names.ts'
import { belongsToConversation } from './ownership.ts'

export interface Person extends PersonName {
  contacts: Contact[]
}

/** What is on file that may decide whom an appointment is written for. */
export interface CustomersOnFile {
  /** Whose conversation it is, as far as that is known. */
  present: (CustomerOnFile & { isOfThisConversation: boolean }) | null
  /** Their identity was proved with a code. */
  isVerified: boolean
  /** On file under one of the contacts, oldest first. */
  known: readonly CustomerOnFile[]
}

export interface CustomerOnFile extends PersonName {
  id: string
  identities: readonly (Contact & { status: string })[]
}

/**
 * The customer that an appointment is written for: one the spa knows, or a new one (null).
 *
 * Nothing said here is proof, so two dangers decide the rules:
 * - *Somebody else's record.* A family shares a number and an address; a stranger may know both.
 *   So a contact leads to a customer only when the name agrees too.
 * - *A back door.* Who has a code sent to a contact sees the customer's appointments. So nothing
 *   that was merely said is added to a customer made elsewhere; and a contact that the customer
 *   never proved leads there only if that customer has no other contact, because whoever
 *   made up that record could hold the other one.
 * Where the rules do not match, a second record is made: staff can merge two, nobody can
 * take back what was shown to the wrong person.
 */
export function chooseCustomer(
  onFile: CustomersOnFile,
  person: Person,
): { customerId: string; addsContacts: boolean } | null {
  const { present } = onFile
  if (present && namesAgree(present, person) && (onFile.isVerified || present.isOfThisConversation)) {
    return { customerId: present.id, addsContacts: true }
  }
  const match = onFile.known.find(
    (customer) => namesAgree(customer, person) && leadsTo(customer.identities, person.contacts),
  )
  return match ? { customerId: match.id, addsContacts: false } : null
}

function leadsTo(identities: readonly (Contact & { status: string })[], given: readonly Contact[]): boolean {
  const isGiven = (identity: Contact) =>
    given.some(({ kind, value }) => kind === identity.kind && value === identity.value)
  return identities.some((identity) => identity.status === 'verified' && isGiven(identity)) || identities.every(isGiven)
}

/** `chooseCustomer` on what is on file now; writes the new customer, or the contacts that were added. */
export async function findOrCreateCustomer(
  tx: TenantTransaction,
  request: { conversationId: string; person: Person; now: Date },
): Promise<{ customerId: string; isNew: boolean }> {
  const { conversationId, person } = request
  const conversation = await tx.conversation.findFirst({
    where: { id: conversationId },
    select: { verifiedAt: true, customer: { include: { identities: true } } },
  })
  const present = conversation?.customer
  const known = await tx.customer.findMany({
    where: {
      mergedIntoId: null,
      identities: { some: { OR: person.contacts.map(({ kind, value }) => ({ kind, value })) } },
    },
    include: { identities: true },
    orderBy: { createdAt: 'asc' },
  })
  const chosen = chooseCustomer(
    {
      present: present
        ? {
            ...present,
            isOfThisConversation: await belongsToConversation(tx, { customerId: present.id, conversationId }),
          }
        : null,
      isVerified: (conversation?.verifiedAt ?? null) !== null,
      known,
    },
    person,
  )
  if (chosen) {
    if (chosen.addsContacts) await addContacts(tx, { customerId: chosen.customerId, contacts: person.contacts })
    return { customerId: chosen.customerId, isNew: false }
  }
  const created = await tx.customer.create({ data: { givenName: person.givenName, familyName: person.familyName } })
  await addContacts(tx, { customerId: created.id, contacts: person.contacts })
  return { customerId: created.id, isNew: true }
}

/** Adds contacts as claimed; those the customer has stay as they are. */
export async function addContacts(
  tx: TenantTransaction,
  { customerId, contacts }: { customerId: string; contacts: readonly Contact[] },
): Promise<void> {
  if (contacts.length === 0) return
  await tx.identity.createMany({
    data: contacts.map(({ kind, value }) => ({ customerId, kind, value })),
    skipDuplicates: true,
  })
}
