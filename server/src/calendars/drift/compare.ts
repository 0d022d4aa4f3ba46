import type { OutsideEvent, TimeSpan } from '../../adapters/calendar/calendar.ts'
import { isSameTime } from '../mirror/next-step.ts'

/** What is here, as far as a calendar should agree with it. */
export interface OurSide {
  /** Appointments that this calendar has to show. */
  appointments: readonly ({
    appointmentId: string
    eventId: string
    reference: string
    wasWritten: boolean
  } & TimeSpan)[]
  /** Outside events that keep the provider busy here. */
  external: readonly ({ eventId: string; hasBlock: boolean } & TimeSpan)[]
}

export interface Difference {
  kind:
    /** Ours, and the calendar never had it · had it, and has it no more · has it at another time. */
    | 'missing'
    | 'deleted'
    | 'moved'
    /** Looks like ours, and we do not have it (any more). */
    | 'extra'
    /** Busy there and not kept free here · kept free here and not busy there · at another time. */
    | 'external_missing'
    | 'external_extra'
    | 'external_moved'
  eventId: string
  appointmentId: string | null
  reference: string | null
  here: TimeSpan | null
  there: TimeSpan | null
}

/** Where the two sides differ, by time. `isOurs` knows the ids that we give to events. */
export function compareSides(
  ours: OurSide,
  theirs: readonly OutsideEvent[],
  isOurs: (eventId: string) => boolean,
): Difference[] {
  const there = new Map(theirs.filter(({ time }) => time !== null).map((event) => [event.id, event]))
  const found: Difference[] = []
  for (const { eventId, appointmentId, reference, wasWritten, startsAt, endsAt } of ours.appointments) {
    const here = { startsAt, endsAt }
    const time = there.get(eventId)?.time ?? null
    const about = { eventId, appointmentId, reference, here, there: time }
    if (!time) found.push({ kind: wasWritten ? 'deleted' : 'missing', ...about })
    else if (!isSameTime(time, here)) found.push({ kind: 'moved', ...about })
  }
  const shown = new Set(ours.appointments.map(({ eventId }) => eventId))
  const known = new Map(ours.external.map((event) => [event.eventId, event]))
  for (const { id, time, isBusy, mark } of there.values()) {
    if (shown.has(id)) continue
    const about = { eventId: id, appointmentId: null, reference: null, there: time }
    if (isOurs(id)) {
      found.push({ kind: 'extra', ...about, appointmentId: mark?.appointmentId ?? null, here: null })
      continue
    }
    const event = known.get(id)
    const here = event?.hasBlock ? { startsAt: event.startsAt, endsAt: event.endsAt } : null
    if (!isBusy) {
      if (event) found.push({ kind: 'external_extra', ...about, here })
    } else if (!here) found.push({ kind: 'external_missing', ...about, here: null })
    else if (time && !isSameTime(time, here)) found.push({ kind: 'external_moved', ...about, here })
  }
  for (const { eventId, startsAt, endsAt } of ours.external) {
    if (there.has(eventId)) continue
    const here = { startsAt, endsAt }
    found.push({ kind: 'external_extra', eventId, appointmentId: null, reference: null, here, there: null })
  }
  return found.sort((a, b) => +(a.here ?? a.there!).startsAt - +(b.here ?? b.there!).startsAt)
}
