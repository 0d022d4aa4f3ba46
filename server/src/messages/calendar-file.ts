import ical, { ICalAttendeeRole, ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import type { MessageFile } from './queue-message.ts'

export interface CalendarEntry {
  appointmentId: string
  /** Raised by every change: a calendar takes the newest. */
  version: number
  startsAt: Date
  endsAt: Date
  reference: string
  /** "tentative" while it waits for somebody's yes. */
  state: 'booked' | 'tentative' | 'cancelled'
  /** What it is called; names no treatment unless the spa wants that. */
  title: string
  address: string
  spa: { name: string; email: string | null }
  /** Of whoever gets the email. */
  to: { name: string; email: string }
  now: Date
}

/**
 * One appointment for the customer's calendar (RFC 5546): the same UID for its whole life, so that a move moves the
 * entry and a cancellation takes it out. Instants are in UTC: every calendar shows them in its own
 * zone, and no table of zones has to travel along.
 */
export function calendarFile(entry: CalendarEntry): MessageFile {
  const isCancelled = entry.state === 'cancelled'
  const method = isCancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST
  const status = {
    booked: ICalEventStatus.CONFIRMED,
    tentative: ICalEventStatus.TENTATIVE,
    cancelled: ICalEventStatus.CANCELLED,
  }[entry.state]
  const calendar = ical({ prodId: { company: 'Ava', product: 'Appointments' }, method })
  const event = calendar.createEvent({
    id: `${entry.appointmentId}@appointments.ava`,
    sequence: entry.version,
    stamp: entry.now,
    start: entry.startsAt,
    end: entry.endsAt,
    summary: entry.title,
    location: entry.address,
    description: `${entry.spa.name}\nRef ${entry.reference}`,
    status,
    attendees: [
      {
        name: entry.to.name,
        email: entry.to.email,
        rsvp: false,
        role: ICalAttendeeRole.REQ,
        status: ICalAttendeeStatus.ACCEPTED,
      },
    ],
  })
  // An organiser without an address cannot be written; then it is nobody's invitation, and still an entry.
  if (entry.spa.email) event.organizer({ name: entry.spa.name, email: entry.spa.email })
  return {
    name: isCancelled ? 'cancelled.ics' : 'appointment.ics',
    contentType: `text/calendar; charset=utf-8; method=${isCancelled ? 'CANCEL' : 'REQUEST'}`,
    text: calendar.toString(),
  }
}
