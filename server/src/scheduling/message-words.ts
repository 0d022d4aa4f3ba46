import { readablePhone } from '../customers/phone.ts'
import { shortSlotLabel, slotLabel } from './slot-label.ts'

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

const subjects: Record<AppointmentChange, string> = {
  booking_requested: 'Your appointment request',
  booking_pending: 'Your appointment, not confirmed yet',
  booking_confirmed: 'Your appointment',
  booking_moved: 'Your new appointment time',
  booking_cancelled: 'Your cancelled appointment',
  booking_declined: 'Your appointment request',
}

interface Told {
  startsAt: Date
  reference: string
  location: { timeZone: string; address: string; directions: string | null; phone: string | null }
  customer: { givenName: string }
}

/**
 * A text or an email about an appointment. It does not name the treatment: it is read on locked
 * screens and by other people.
 */
export function messageAbout(
  appointment: Told,
  about: {
    change: AppointmentChange
    spa: { name: string; phone: string | null }
    kind: 'phone' | 'email'
  },
): { subject: string; text: string } {
  const { change, spa } = about
  const phone = appointment.location.phone ?? spa.phone
  return {
    subject: `${subjects[change]} at ${spa.name}`,
    text:
      about.kind === 'phone'
        ? textMessage(appointment, change, spa.name, phone)
        : email(appointment, change, spa.name, phone),
  }
}

function textMessage(appointment: Told, change: AppointmentChange, spa: string, phone: string | null): string {
  const when = shortSlotLabel(appointment.startsAt, appointment.location.timeZone)
  const said = {
    booking_requested: `we have your request for ${when}. We will confirm it.`,
    booking_pending: `${when} is kept for you, not confirmed yet.`,
    booking_confirmed: `your appointment is booked for ${when}.`,
    booking_moved: `your appointment is now ${when}.`,
    booking_cancelled: `your appointment on ${when} is cancelled.`,
    booking_declined: `we cannot confirm ${when}, sorry.`,
  }[change]
  const questions = phone ? ` Questions: ${readablePhone(phone)}.` : ''
  return `${spa}: ${said} Ref ${appointment.reference}.${questions} STOP to opt out.`
}

function email(appointment: Told, change: AppointmentChange, spa: string, phone: string | null): string {
  const { location } = appointment
  const when = slotLabel(appointment.startsAt, location.timeZone)
  const said = {
    booking_requested: `We have your request for an appointment at ${spa} on ${when}. It is not booked yet: we will confirm it.`,
    booking_pending: `We are keeping ${when} at ${spa} for you. It is not confirmed yet: our team looks at your answers first and will be in touch.`,
    booking_confirmed: `Your appointment at ${spa} is booked for ${when}.`,
    booking_moved: `Your appointment at ${spa} is now on ${when}.`,
    booking_cancelled: `Your appointment at ${spa} on ${when} is cancelled.`,
    booking_declined: `We are sorry: we cannot confirm your appointment at ${spa} on ${when}.`,
  }[change]
  const isGone = change === 'booking_cancelled' || change === 'booking_declined'
  const where = isGone ? [] : [`Where: ${location.address}`, location.directions ?? '']
  const how = isGone ? 'For another time' : 'To change it'
  return [
    `Hello ${appointment.customer.givenName},`,
    '',
    said,
    ...where.filter(Boolean),
    `Reference: ${appointment.reference}`,
    '',
    phone ? `${how}, call ${readablePhone(phone)} or talk to us on our website.` : `${how}, talk to us on our website.`,
  ].join('\n')
}
