import type { Contact } from '../customers/contact.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import { queueMessage } from '../messages/queue-message.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import type { AppointmentDetails } from './appointment-details.ts'
import { confirmingChanges, messageAbout, type AppointmentChange } from './message-words.ts'

/**
 * Queues the text and the email about what was just done. Neither names the treatment: they
 * are read on locked screens and by other people. Nothing goes to somebody who opted out.
 */
export async function queueAppointmentMessages(
  tx: TenantTransaction,
  request: {
    tenantId: string
    enqueue: Enqueue
    appointment: AppointmentDetails
    change: AppointmentChange
    /** Where to; left out: where the confirmation went, or what the customer has on file. */
    contacts?: readonly Contact[]
  },
): Promise<Contact[]> {
  const { appointment, change } = request
  const spa = await tx.tenant.findFirstOrThrow({ select: { name: true, phone: true } })
  const wanted = request.contacts ?? (await contactsOf(tx, appointment))
  const refused = await refusedPurposes(tx, appointment.customerId)
  const contacts = wanted.filter(({ kind }) => !refused.has(consentPurpose(kind)))
  for (const contact of contacts) {
    await queueMessage(tx, request.enqueue, {
      tenantId: request.tenantId,
      channel: contact.kind === 'phone' ? 'sms' : 'email',
      to: contact.value,
      purpose: change,
      kind: 'notice',
      appointmentId: appointment.id,
      ...messageAbout(appointment, { change, spa, kind: contact.kind }),
    })
  }
  return contacts
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
async function contactsOf(tx: TenantTransaction, appointment: AppointmentDetails): Promise<Contact[]> {
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
