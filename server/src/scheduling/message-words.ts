import type { Contact } from '../customers/contact.ts'
import type { MessageFacts } from '../db/message-facts.ts'
import { calendarFile } from '../messages/calendar-file.ts'
import { valuesOf } from '../messages/message-values.ts'
import type { Purpose } from '../messages/purposes.ts'
import type { MessageFile } from '../messages/queue-message.ts'
import { wordMessage } from '../messages/word-message.ts'

/** What a message to the customer is about. The first three stand for the booking itself, as true as it is then. */
export type AppointmentChange =
  | 'booking_requested'
  | 'booking_pending'
  | 'booking_confirmed'
  | 'booking_moved'
  | 'booking_cancelled'
  | 'booking_declined'

/** Messages that told of the booking: where they went, later ones go too. */
export const confirmingChanges = ['booking_requested', 'booking_pending', 'booking_confirmed'] as const

/** What is told of a booking in each of its first states. */
export const changeOfStatus = {
  requested: 'booking_requested',
  pending_review: 'booking_pending',
  booked: 'booking_confirmed',
} as const

/** What a calendar shows after each change. */
const stateAfter = {
  booking_requested: 'tentative',
  booking_pending: 'tentative',
  booking_confirmed: 'booked',
  booking_moved: 'booked',
  booking_cancelled: 'cancelled',
  booking_declined: 'cancelled',
} as const

export interface ToldVisit {
  /** Its appointments, in order; the first speaks for all. */
  parts: readonly {
    id: string
    reference: string
    startsAt: Date
    endsAt: Date
    version: number
    serviceName: string
    providerName: string
  }[]
  location: { timeZone: string; address: string; directions: string | null; phone: string | null }
  customer: { givenName: string; familyName: string | null; language: string | null }
}

/** A text or an email about a visit, in the spa's words or the product's; an email brings it for the calendar. */
export function messageAbout(
  visit: ToldVisit,
  about: {
    /** Of a purpose that is no change (a reminder) nothing goes into the calendar anew. */
    purpose: AppointmentChange | Extract<Purpose, 'reminder' | 'follow_up' | 'review_request'>
    spa: MessageFacts
    to: Contact
    /** Of the conversation, where the customer has told none. */
    language: string | null
    now: Date
  },
): { subject: string | null; text: string; files: MessageFile[] } {
  const { purpose, spa, to, now } = about
  const { location, customer, parts } = visit
  const first = parts[0]!
  const channel = to.kind === 'phone' ? 'sms' : 'email'
  const treatments = [...new Set(parts.map(({ serviceName }) => serviceName))]
  const told = { spa, location, givenName: customer.givenName, ...first, provider: first.providerName }
  const words = wordMessage({
    purpose,
    channel,
    language: customer.language ?? about.language,
    templates: spa.templates,
    values: (language) => valuesOf({ ...told, treatment: treatments.join(' + ') }, { channel, language }),
  })
  if (channel === 'sms' || !(purpose in stateAfter)) return { ...words, files: [] }
  const state = stateAfter[purpose as AppointmentChange]
  const name = [customer.givenName, customer.familyName].filter(Boolean).join(' ')
  const files = parts.map((part, index) => {
    const title = spa.namesTreatments ? `${part.serviceName}, ${spa.name}` : spa.name
    const entry = { ...part, appointmentId: part.id, state, title, address: location.address, spa, now }
    const file = calendarFile({ ...entry, to: { name, email: to.value } })
    return index === 0 ? file : { ...file, name: file.name.replace('.ics', `-${index + 1}.ics`) }
  })
  return { ...words, files }
}
