import { z } from 'zod'
import { CalendarError, type MirroredEvent, type OutsideEvent, type TimeSpan } from './calendar.ts'

const When = z.object({ date: z.string().optional(), dateTime: z.string().optional() })

/** An event as the API shows it; of a cancelled one no more than id and status is promised. */
const GoogleEvent = z.object({
  id: z.string(),
  etag: z.string().default(''),
  status: z.string().default('confirmed'),
  start: When.optional(),
  end: When.optional(),
  transparency: z.string().optional(),
  eventType: z.string().optional(),
  attendees: z.array(z.object({ self: z.boolean().optional(), responseStatus: z.string().optional() })).optional(),
  extendedProperties: z.object({ private: z.record(z.string(), z.string()).optional() }).optional(),
})

/** One page of `events.list`. */
export const EventsPage = z.object({
  items: z.array(z.unknown()),
  timeZone: z.string(),
  nextPageToken: z.string().optional(),
  nextSyncToken: z.string().optional(),
})

/** Says where somebody works or that it is somebody's birthday: no appointment. */
const NEVER_BUSY = new Set(['workingLocation', 'birthday'])

/** Whole days begin at midnight in `timeZone`. Throws CalendarError for what is no event. */
export function readEvent(value: unknown, timeZone: string): OutsideEvent {
  const parsed = GoogleEvent.safeParse(value)
  if (!parsed.success) throw new CalendarError('bad_answer', { code: 'event_does_not_parse' })
  const event = parsed.data
  const { id, etag } = event
  if (event.status === 'cancelled')
    return { id, etag, isCancelled: true, time: null, isBusy: false, mark: markIn(event) }
  const startsAt = instantOf(event.start, timeZone)
  const endsAt = instantOf(event.end, timeZone)
  if (!startsAt || !endsAt) throw new CalendarError('bad_answer', { code: 'event_without_time' })
  const hasDeclined =
    event.attendees?.some(({ self, responseStatus }) => self && responseStatus === 'declined') ?? false
  const isBusy =
    event.transparency !== 'transparent' && !hasDeclined && !NEVER_BUSY.has(event.eventType ?? '') && endsAt > startsAt
  return { id, etag, isCancelled: false, time: { startsAt, endsAt }, isBusy, mark: markIn(event) }
}

/** The body of an insert or a patch. A patch leaves what a person has added: a colour, a reminder. */
export function eventBody(event: MirroredEvent) {
  const time = (at: Date) => ({
    dateTime: at.toISOString(),
    timeZone: event.timeZone,
    // Somebody may have made a whole day of it.
    date: null as unknown as string,
  })
  return {
    status: 'confirmed',
    summary: event.title,
    description: event.description,
    source: { title: 'Ava', url: event.link },
    start: time(event.startsAt),
    end: time(event.endsAt),
    visibility: 'private',
    transparency: 'opaque',
    extendedProperties: {
      private: {
        avaAppointment: event.appointmentId,
        avaStart: event.startsAt.toISOString(),
        avaEnd: event.endsAt.toISOString(),
      },
    },
  }
}

function markIn({ extendedProperties }: z.infer<typeof GoogleEvent>): OutsideEvent['mark'] {
  const { avaAppointment, avaStart, avaEnd } = extendedProperties?.private ?? {}
  if (!avaAppointment || !avaStart || !avaEnd) return null
  const span: TimeSpan = { startsAt: new Date(avaStart), endsAt: new Date(avaEnd) }
  // Anybody who may write in the calendar may write there too.
  if (Number.isNaN(span.startsAt.getTime()) || Number.isNaN(span.endsAt.getTime())) return null
  return { appointmentId: avaAppointment, ...span }
}

function instantOf(when: z.infer<typeof When> | undefined, timeZone: string): Date | null {
  if (when?.dateTime) {
    const at = new Date(when.dateTime)
    return Number.isNaN(at.getTime()) ? null : at
  }
  if (!when?.date) return null
  try {
    return new Date(Temporal.PlainDate.from(when.date).toZonedDateTime(timeZone).epochMilliseconds)
  } catch {
    // No such day, or no such zone.
    return null
  }
}
