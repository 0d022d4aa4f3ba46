import type { Contact } from '../customers/contact.ts'
import { readablePhone } from '../customers/phone.ts'
import { queueMessage } from '../customers/queue-message.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import type { AppointmentDetails } from './appointment-details.ts'
import { shortSlotLabel, slotLabel } from './slot-label.ts'

type Change = 'booking_confirmed' | 'booking_moved' | 'booking_cancelled'

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
    change: Change
    /** Where to; left out: where the confirmation went, or what the customer has on file. */
    contacts?: readonly Contact[]
  },
): Promise<Contact[]> {
  const { appointment, change } = request
  const spa = await tx.tenant.findFirst({ select: { name: true, phone: true } })
  const phone = appointment.location.phone ?? spa!.phone
  const wanted = request.contacts ?? (await contactsOf(tx, appointment))
  const refused = await refusedPurposes(tx, appointment.customerId)
  const contacts = wanted.filter(({ kind }) => !refused.has(consentPurpose(kind)))
  for (const contact of contacts) {
    await queueMessage(tx, request.enqueue, {
      tenantId: request.tenantId,
      contact,
      purpose: change,
      appointmentId: appointment.id,
      subject: `${subjects[change]} at ${spa!.name}`,
      text:
        contact.kind === 'phone'
          ? textMessage(appointment, change, spa!.name, phone)
          : email(appointment, change, spa!.name, phone),
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
    where: { appointmentId: appointment.id, purpose: 'booking_confirmed' },
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

const subjects: Record<Change, string> = {
  booking_confirmed: 'Your appointment',
  booking_moved: 'Your new appointment time',
  booking_cancelled: 'Your cancelled appointment',
}

function textMessage(appointment: AppointmentDetails, change: Change, spa: string, phone: string | null): string {
  const when = shortSlotLabel(appointment.startsAt, appointment.location.timeZone)
  const said = {
    booking_confirmed: `your appointment is booked for ${when}.`,
    booking_moved: `your appointment is now ${when}.`,
    booking_cancelled: `your appointment on ${when} is cancelled.`,
  }[change]
  const questions = phone ? ` Questions: ${readablePhone(phone)}.` : ''
  return `${spa}: ${said} Ref ${appointment.reference}.${questions} STOP to opt out.`
}

function email(appointment: AppointmentDetails, change: Change, spa: string, phone: string | null): string {
  const { location } = appointment
  const when = slotLabel(appointment.startsAt, location.timeZone)
  const said = {
    booking_confirmed: `Your appointment at ${spa} is booked for ${when}.`,
    booking_moved: `Your appointment at ${spa} is now on ${when}.`,
    booking_cancelled: `Your appointment at ${spa} on ${when} is cancelled.`,
  }[change]
  const where = change === 'booking_cancelled' ? [] : [`Where: ${location.address}`, location.directions ?? '']
  return [
    `Hello ${appointment.customer.givenName},`,
    '',
    said,
    ...where.filter(Boolean),
    `Reference: ${appointment.reference}`,
    '',
    phone
      ? `To change it, call ${readablePhone(phone)} or talk to us on our website.`
      : 'To change it, talk to us on our website.',
  ].join('\n')
}
