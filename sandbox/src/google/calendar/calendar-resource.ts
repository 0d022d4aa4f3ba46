import type { StoredCalendar } from '../google-data.ts'
import { etagOf } from './event-resource.ts'

const CONFERENCES = { allowedConferenceSolutionTypes: ['hangoutsMeet'] }

/** An entry of an account's calendar list. */
export function calendarListEntry(calendar: StoredCalendar, account: string): Record<string, unknown> {
  return {
    kind: 'calendar#calendarListEntry',
    etag: etagOf(calendar),
    id: calendar.id,
    summary: calendar.summary,
    ...(calendar.description === '' ? {} : { description: calendar.description }),
    timeZone: calendar.timeZone,
    colorId: '14',
    backgroundColor: '#9fe1e7',
    foregroundColor: '#000000',
    selected: true,
    accessRole: calendar.roles.get(account),
    defaultReminders: [],
    ...(calendar.primaryOf === account ? { primary: true } : {}),
    conferenceProperties: CONFERENCES,
  }
}

export function calendarResource(calendar: StoredCalendar): Record<string, unknown> {
  return {
    kind: 'calendar#calendar',
    etag: etagOf(calendar),
    id: calendar.id,
    summary: calendar.summary,
    ...(calendar.description === '' ? {} : { description: calendar.description }),
    timeZone: calendar.timeZone,
    conferenceProperties: CONFERENCES,
  }
}
