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

function card(title: string, appointment: AppointmentDetails): NonNullable<ToolReturn['cards']> {
  return [
    {
      kind: 'appointment',
      title,
      lines: [
        appointment.service.name,
        labelOf(appointment),
        `With ${appointment.provider.displayName}`,
        appointment.location.address,
      ],
      reference: appointment.reference,
    },
  ]
}

export function bookedAnswer(
  appointment: AppointmentDetails,
  { contacts, isNew }: { contacts: readonly Contact[]; isNew: boolean },
): ToolReturn {
  const { service, provider, reference } = appointment
  const sent = contacts.length > 0 ? ` A confirmation goes to ${inWords(contacts.map(maskedContact))}.` : ''
  return {
    result: {
      ok: true,
      ...appointmentFacts(appointment),
      say: `You're booked: ${service.name} on ${labelOf(appointment)} with ${provider.displayName}. Your reference is ${reference}.${sent}`,
    },
    cards: card("You're booked", appointment),
    effects: isNew
      ? [
          { type: 'booked', appointmentId: appointment.id },
          { type: 'identified', customerId: appointment.customerId, isVerified: false },
        ]
      : [],
  }
}

export function movedAnswer(appointment: AppointmentDetails, { isNew }: { isNew: boolean }): ToolReturn {
  return {
    result: {
      ok: true,
      ...appointmentFacts(appointment),
      say: `Done: your ${appointment.service.name} is now on ${labelOf(appointment)} with ${appointment.provider.displayName}. The reference is still ${appointment.reference}.`,
    },
    cards: card('Your new time', appointment),
    effects: isNew ? [{ type: 'moved', appointmentId: appointment.id }] : [],
  }
}
