import type { MirroredEvent } from '../../adapters/calendar/calendar.ts'
import type { Prisma } from '../../db/generated/client.ts'

/** What an event is made of, in one read. */
export const mirroredAppointment = {
  customer: { select: { givenName: true, familyName: true } },
  service: { select: { name: true } },
  location: { select: { timeZone: true } },
} satisfies Prisma.AppointmentInclude

export type MirroredAppointment = Prisma.AppointmentGetPayload<{ include: typeof mirroredAppointment }>

/**
 * The event as it is to be seen. Calendars are shared, printed and read aloud by telephones: no
 * full name, no treatment (unless the spa wants its name there), nothing of health. The link
 * leads whoever may know more to the portal.
 */
export function eventContent(
  appointment: MirroredAppointment,
  options: { showsService: boolean; publicBaseUrl: string },
): MirroredEvent {
  const { id, reference, customer, service, location, status } = appointment
  const link = `${options.publicBaseUrl}/appointments/${id}`
  const what = options.showsService ? service.name : 'Appointment'
  const isOpen = status === 'requested' || status === 'pending_review'
  return {
    title: [what, initials(customer), ...(isOpen ? ['to be confirmed'] : [])].filter(Boolean).join(' – '),
    description: `Booked with Ava, reference ${reference}.\n${link}`,
    link,
    timeZone: location.timeZone,
    startsAt: appointment.startsAt,
    endsAt: appointment.endsAt,
    appointmentId: id,
  }
}

/** "A.B." */
function initials({ givenName, familyName }: { givenName: string | null; familyName: string | null }): string {
  return [givenName, familyName]
    .map((name) => name?.trim().match(/\p{L}/u)?.[0]?.toUpperCase())
    .map((letter) => (letter ? `${letter}.` : ''))
    .join('')
}

/** Whether its provider's calendar shows it: everything but what was given up. */
export function isShown({ status }: { status: MirroredAppointment['status'] }): boolean {
  return status !== 'cancelled'
}
