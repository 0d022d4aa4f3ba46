import { subjectOf } from '../oauth/id-token.ts'
import type { StoredCalendar, StoredEvent } from '../google-data.ts'
import { toWire } from './times.ts'

export type EventResource = Record<string, unknown>

export function etagOf({ etag }: { etag: number }): string {
  return `"${etag}"`
}

/** An event as the API shows it to `viewer`, its times in `zone`. */
export function eventResource(
  event: StoredEvent,
  { calendar, viewer, zone = calendar.timeZone }: { calendar: StoredCalendar; viewer: string; zone?: string },
): EventResource {
  const person = (email: string): Record<string, unknown> => ({
    email,
    ...(email === calendar.id ? { displayName: calendar.summary } : {}),
    ...(email === calendar.id || email === viewer ? { self: true } : {}),
  })
  return {
    kind: 'calendar#event',
    etag: etagOf(event),
    id: event.id,
    status: event.status,
    htmlLink: `https://www.google.com/calendar/event?eid=${Buffer.from(`${event.id} ${calendar.id}`).toString('base64url')}`,
    created: new Date(event.createdAt).toISOString(),
    updated: new Date(event.updatedAt).toISOString(),
    creator: person(event.creator),
    organizer: person(event.organizer),
    start: toWire(event.start, zone),
    end: toWire(event.end, zone),
    ...(event.recurrence.length > 0 ? { recurrence: event.recurrence } : {}),
    ...instanceFields(event, zone),
    iCalUID: event.iCalUID,
    sequence: event.sequence,
    reminders: { useDefault: true },
    eventType: 'default',
    ...event.fields,
  }
}

/** What a list guarantees of a deleted event: no more than that it is gone. */
export function cancelledResource(event: StoredEvent, zone: string): EventResource {
  return {
    kind: 'calendar#event',
    etag: etagOf(event),
    id: event.id,
    status: 'cancelled',
    ...instanceFields(event, zone),
  }
}

function instanceFields({ instanceOf }: StoredEvent, zone: string): EventResource {
  if (!instanceOf) return {}
  return { recurringEventId: instanceOf.id, originalStartTime: toWire(instanceOf.originally, zone) }
}

/** The name of the list of a calendar's events, for push channels. */
export function resourceIdOf(calendar: StoredCalendar): string {
  return Buffer.from(subjectOf(calendar.id)).toString('base64url')
}
