import { readContacts, type Contact } from '../../customers/contact.ts'
import type { Person } from '../../customers/find-or-create.ts'
import { cleanWords } from '../../customers/names.ts'
import { belongsToConversation } from '../../customers/ownership.ts'
import type { AppointmentDetails } from '../../scheduling/appointment-details.ts'
import { findVisibleAppointments } from '../../scheduling/find-appointments.ts'
import { normaliseCode } from '../../scheduling/readable-code.ts'
import type { ToolContext } from '../tool.ts'
import { stop, type Gate } from './gate.ts'
import { writtenFrom } from './written-from.ts'

const identitySentence =
  'To look at existing appointments I first send you a code. What is the phone number or email you booked with?'

export const needsIdentity = () => stop('needs_identity', identitySentence)

/**
 * An appointment that this conversation may touch. Who has proved nothing gets the same answer
 * whether the reference exists or not.
 */
export async function findOwnAppointment(
  context: ToolContext,
  reference: string,
): Promise<Gate<{ appointment: AppointmentDetails }>> {
  const { isVerified, appointments } = await context.tenant.transaction((tx) =>
    findVisibleAppointments(tx, { conversationId: context.conversation.id, reference: normaliseCode(reference) }),
  )
  const appointment = appointments[0]
  if (appointment) return { passed: true, appointment }
  if (!isVerified) return needsIdentity()
  return stop('not_found', "I don't find an appointment with that reference under your name.")
}

// What a model writes when it was told nothing.
const noName =
  /^(?:unknown|guest|customer|client|visitor|user|caller|n\/?a|none|null|undefined|anonymous|name|given ?name|first ?name|not (?:given|provided)|the (?:customer|caller|client))$/i

/** Who books: a name, and a phone or an email to reach them at. */
export async function readPerson(
  context: ToolContext,
  given: {
    given_name: string
    family_name?: string | undefined
    phone?: string | undefined
    email?: string | undefined
  },
): Promise<Gate<{ person: Person }>> {
  const givenName = cleanWords(given.given_name, 100)
  const familyName = cleanWords(given.family_name ?? '', 100) || null
  if (givenName === '' || noName.test(givenName)) return stop('needs_name', 'May I have your name for the booking?')
  const { contacts, wrong } = readContacts(given)
  if (wrong.includes('phone') && contacts.length === 0) {
    return stop(
      'needs_contact',
      "That phone number doesn't seem complete. Could you give it to me again, with the area code?",
    )
  }
  if (wrong.includes('email') && contacts.length === 0) {
    return stop('needs_contact', "That email address doesn't seem complete. Could you spell it for me?")
  }
  const known = contacts.length > 0 ? contacts : await contactsOfThisPerson(context)
  if (known.length === 0) {
    return stop('needs_contact', 'What phone number or email should I send the confirmation to?')
  }
  return { passed: true, person: { givenName, familyName, contacts: known } }
}

/** Contacts that were given earlier in this conversation, or belong to the customer who proved who they are; else where they write from. */
async function contactsOfThisPerson(context: ToolContext): Promise<Contact[]> {
  const present = await findPresentCustomer(context)
  if (present && present.identities.length > 0) return present.identities.map(({ kind, value }) => ({ kind, value }))
  const from = await writtenFrom(context)
  return from ? [from] : []
}

/** The customer whose record this conversation may read and change: proved by a code, or made here. */
export async function findPresentCustomer(context: ToolContext) {
  const conversationId = context.conversation.id
  return context.tenant.transaction(async (tx) => {
    const conversation = await tx.conversation.findFirst({
      where: { id: conversationId },
      select: { verifiedAt: true, customer: { include: { identities: { orderBy: { createdAt: 'asc' } } } } },
    })
    const customer = conversation?.customer
    if (!customer) return null
    const mayChange =
      conversation.verifiedAt !== null || (await belongsToConversation(tx, { customerId: customer.id, conversationId }))
    return mayChange ? { ...customer, isVerified: conversation.verifiedAt !== null } : null
  })
}
