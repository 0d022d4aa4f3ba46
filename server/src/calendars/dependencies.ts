import type { CalendarProvider } from '../adapters/calendar/calendar.ts'
import type { Logger } from '../log.ts'
import type { Enqueue } from '../queue/enqueue.ts'

/** What everything about outside calendars needs, whatever spa it is for. */
export interface CalendarDependencies {
  calendars: CalendarProvider
  enqueue: Enqueue
  logger: Logger
  clock: () => Date
  /** Where people reach this server: links in events, and the way back from the consent page. */
  publicBaseUrl: string
  /** Where changes are told. Null: this server has no https address, and calendars are read every quarter of an hour alone. */
  pushAddress: string | null
}

export const CALLBACK_PATH = '/oauth/google/callback'
export const PUSH_PATH = '/webhooks/google-calendar'
