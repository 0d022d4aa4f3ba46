import type { Contact } from '../customers/contact.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import { loadMessageFacts } from '../db/message-facts.ts'
import { queueMessage } from '../messages/queue-message.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import type { AppointmentDetails } from './appointment-details.ts'
import { confirmingChanges, messageAbout, type AppointmentChange, type ToldVisit } from './message-words.ts'

/**
 * Queues the text and the email about what was just done to a visit, in the words of the spa. Nothing
 * goes to somebody who opted out.
 */
export async function queueAppointmentMessages(
  tx: TenantTransaction,
  request: {
    tenantId: string
    enqueue: Enqueue
    /** As they are now; the first speaks for all. */
    appointments: readonly AppointmentDetails[]
    change: AppointmentChange
    /** In which it was asked for: the thread that tells of it, too. */
    conversationId: string | null
    now: Date
  },
): Promise<Contact[]> {
  const { appointments, change, now } = request
  const first = appointments[0]!
  const spa = await loadMessageFacts(tx)
  const wanted = await contactsOf(tx, first)
  const refused = await refusedPurposes(tx, first.customerId)
  const contacts = wanted.filter(({ kind }) => !refused.has(consentPurpose(kind)))
  const language = await spokenLanguage(tx, first)
  for (const to of contacts) {
    await queueMessage(tx, request.enqueue, {
      tenantId: request.tenantId,
      channel: to.kind === 'phone' ? 'sms' : 'email',
      to: to.value,
      purpose: change,
      // What staff change late in the evening waits for the morning; who has just asked for it is answered.
      kind: request.conversationId === null ? 'notice' : 'answer',
      conversationId: request.conversationId,
      joinsThreadWhenSent: true,
      appointmentId: first.id,
      appointmentVersion: first.version,
      ...messageAbout(toldVisit(appointments), { purpose: change, spa, to, language, now }),
    })
  }
  return contacts
}

/** What a message tells of appointments that belong together. */
export function toldVisit(appointments: readonly AppointmentDetails[]): ToldVisit {
  const first = appointments[0]!
  return {
    location: first.location,
    customer: first.customer,
    parts: appointments.map((one) => ({
      ...one,
      serviceName: one.service.name,
      providerName: one.provider.displayName,
    })),
  }
}

/** In which language the visit was talked about, for a customer who has told none. */
export async function spokenLanguage(
  tx: TenantTransaction,
  { customer, conversationId }: AppointmentDetails,
): Promise<string | null> {
  if (customer.language !== null || conversationId === null) return customer.language
  const conversation = await tx.conversation.findFirst({ where: { id: conversationId }, select: { language: true } })
  return conversation?.language ?? null
}

export function consentPurpose(kind: Contact['kind']): 'sms_appointment' | 'email_appointment' {
  return kind === 'phone' ? 'sms_appointment' : 'email_appointment'
}

/** The purposes whose newest decision is a no. */
export async function refusedPurposes(tx: TenantTransaction, customerId: string): Promise<Set<string>> {
  const decisions = await tx.consent.findMany({
    where: { customerId, purpose: { in: ['sms_appointment', 'email_appointment'] } },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    select: { purpose: true, isGranted: true },
  })
  const newest = new Map(decisions.map(({ purpose, isGranted }) => [purpose, isGranted]))
  return new Set([...newest].flatMap(([purpose, isGranted]) => (isGranted ? [] : [purpose])))
}

/** Where the confirmation went, as far as that is still on file; else the newest on file. */
export async function contactsOf(tx: TenantTransaction, appointment: AppointmentDetails): Promise<Contact[]> {
  const outbox = await tx.outboxMessage.findMany({
    where: { appointmentId: appointment.id, purpose: { in: [...confirmingChanges] } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { channel: true, toAddress: true },
  })
  return (['phone', 'email'] as const).flatMap((kind) => {
    const sent = outbox.filter(({ channel }) => (channel === 'sms') === (kind === 'phone')).map((one) => one.toAddress)
    const onFile = appointment.customer.identities.filter((one) => one.kind === kind).map(({ value }) => value)
    if (onFile.length === 0) return sent.slice(-1).map((value) => ({ kind, value }))
    const still = sent.filter((value) => onFile.includes(value))
    return (still.length > 0 ? still.slice(-1) : onFile.slice(-1)).map((value) => ({ kind, value }))
  })
}
