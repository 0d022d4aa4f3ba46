import { maskedContact, type Contact } from '../customers/contact.ts'
import type { AppointmentDetails } from '../scheduling/appointment-details.ts'
import { slotLabel } from '../scheduling/slot-label.ts'
import { inWords } from './list-services.ts'
import type { ToolReturn } from './tool.ts'

/** An appointment in words. What the person noted stays with the staff: it is no business of the model's. */
export function appointmentFacts(appointment: AppointmentDetails) {
  return {
    reference: appointment.reference,
    service: appointment.service.name,
    label: labelOf(appointment),
    provider: appointment.provider.displayName,
    location: `${appointment.location.name}, ${appointment.location.address}`,
    status: appointment.status,
  }
}

export function labelOf(appointment: AppointmentDetails): string {
  return slotLabel(appointment.startsAt, appointment.location.timeZone)
}

function card(
  title: string,
  appointment: AppointmentDetails,
  more: readonly AppointmentDetails[] = [],
): NonNullable<ToolReturn['cards']> {
  return [
    {
      kind: 'appointment',
      title,
      lines: [
        appointment.service.name,
        labelOf(appointment),
        `With ${appointment.provider.displayName}`,
        ...more.map((one) => `${clockOf(one)}: ${one.service.name} with ${one.provider.displayName}`),
        appointment.location.address,
      ],
      reference: appointment.reference,
    },
  ]
}

/** Of each state that a booking begins in: what is said, and what the card is called. */
const beginnings = {
  booked: { title: "You're booked", say: (visit: string) => `You're booked: ${visit}.` },
  requested: {
    title: 'Asked for, not confirmed yet',
    say: (visit: string) =>
      `I've asked the team for ${visit}. The time is kept for you; you'll hear from them as soon as they have confirmed it.`,
  },
  pending_review: {
    title: 'Kept for you, not confirmed yet',
    say: (visit: string) =>
      `I've kept this for you: ${visit}. One of our clinicians looks at your answers before anything is done, and you'll hear from the team.`,
  },
}

export function bookedAnswer(
  appointments: readonly AppointmentDetails[],
  { contacts, preparations, isNew }: { contacts: readonly Contact[]; preparations: readonly string[]; isNew: boolean },
): ToolReturn {
  const [first, ...more] = appointments
  const { reference, customerId } = first!
  const status = first!.status as keyof typeof beginnings
  const beginning = beginnings[status] ?? beginnings.booked
  const sent = contacts.length > 0 ? ` A message about it goes to ${inWords(contacts.map(maskedContact))}.` : ''
  const prepare = preparations.length > 0 ? ` ${preparations.join(' ')}` : ''
  const visit = [
    `${first!.service.name} on ${labelOf(first!)} with ${first!.provider.displayName}`,
    ...more.map((one) => `then ${one.service.name} at ${clockOf(one)} with ${one.provider.displayName}`),
  ].join(', ')
  return {
    result: {
      ok: true,
      ...appointmentFacts(first!),
      ...(more.length > 0 ? { visit: appointments.map(appointmentFacts) } : {}),
      ...(preparations.length > 0 ? { prepare: preparations } : {}),
      say: `${beginning.say(visit)} Your reference is ${reference}.${prepare}${sent}`,
      ...(status === 'booked' && preparations.length === 0 ? {} : { mustSay: true }),
    },
    isPrivate: preparations.length > 0,
    cards: card(beginning.title, first!, more),
    effects: isNew
      ? [
          { type: 'booked', appointmentId: first!.id },
          { type: 'identified', customerId, isVerified: false },
        ]
      : [],
  }
}

function clockOf(appointment: AppointmentDetails): string {
  return labelOf(appointment).replace(/^.* at /, '')
}

const movedTo = {
  booked: (visit: string) => `Done: your ${visit}.`,
  requested: (visit: string) => `I've asked the team for the new time: your ${visit}, once they have confirmed it.`,
  pending_review: (visit: string) => `Done: your ${visit}. One of our clinicians looks at your answers first.`,
}

export function movedAnswer(appointments: readonly AppointmentDetails[], { isNew }: { isNew: boolean }): ToolReturn {
  const [first, ...more] = appointments
  const names = inWords(appointments.map(({ service }) => service.name))
  const say = movedTo[first!.status as keyof typeof movedTo] ?? movedTo.booked
  return {
    result: {
      ok: true,
      ...appointmentFacts(first!),
      ...(more.length > 0 ? { visit: appointments.map(appointmentFacts) } : {}),
      say: `${say(`${names} is now on ${labelOf(first!)} with ${first!.provider.displayName}`)} The reference is still ${first!.reference}.`,
    },
    cards: card('Your new time', first!, more),
    effects: isNew ? [{ type: 'moved', appointmentId: first!.id }] : [],
  }
}
