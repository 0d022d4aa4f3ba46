import { randomBytes } from 'node:crypto'
import type { GoogleState } from '../google-state.ts'
import type { StoredCalendar, StoredEvent } from '../google-data.ts'
import { notFound } from './api-problem.ts'
import { tellChannels } from './channels.ts'
import { instancesOf, suffix } from './recurrence.ts'
import { startOf } from './times.ts'

/** Puts a written event in its place: its etag changes, its position in the calendar's changes too, and channels are told. */
export function commit(state: GoogleState, calendar: StoredCalendar, event: StoredEvent): void {
  event.change = ++calendar.changes
  event.updatedAt = state.clock.now()
  event.etag = nextEtag(state)
  calendar.etag = event.etag
  calendar.events.set(event.id, event)
  state.changed()
  tellChannels(state, calendar)
}

/** Larger every time, even when two writes fall into one millisecond. */
function nextEtag({ data, clock }: GoogleState): number {
  data.lastEtag = Math.max(data.lastEtag + 1, clock.now() * 2000)
  return data.lastEtag
}

export function newEventId(): string {
  const alphabet = 'abcdefghijklmnopqrstuv0123456789'
  return [...randomBytes(26)].map((byte) => alphabet[byte % 32]).join('')
}

/** An event by its id, or one time of a series by `<series>_<time>`; throws notFound. A deleted one is found too. */
export function findEvent(calendar: StoredCalendar, id: string): StoredEvent {
  const found = calendar.events.get(id) ?? instanceById(calendar, id)
  if (!found) throw notFound()
  return found
}

function instanceById(calendar: StoredCalendar, id: string): StoredEvent | null {
  const [, seriesId = '', time = ''] = /^(.+)_(\d{8}(?:T\d{6}Z)?)$/.exec(id) ?? []
  const series = calendar.events.get(seriesId)
  if (!series || series.recurrence.length === 0) return null
  const day = Date.UTC(Number(time.slice(0, 4)), Number(time.slice(4, 6)) - 1, Number(time.slice(6, 8)))
  const around = { from: day - 2 * 86_400_000, to: day + 3 * 86_400_000, zone: calendar.timeZone }
  const instance = instancesOf(series, around).find((one) => one.suffix === time)
  return instance ? instanceEvent(series, instance) : null
}

/** A time of a series as an event of its own; not stored until somebody changes it. */
export function instanceEvent(series: StoredEvent, { start, end }: Pick<StoredEvent, 'start' | 'end'>): StoredEvent {
  return {
    ...series,
    id: `${series.id}_${suffix(start)}`,
    recurrence: [],
    formerly: [],
    fields: { ...series.fields },
    instanceOf: { id: series.id, originally: start },
    start,
    end,
  }
}

/** The times at which events stand between two instants: series taken apart, deleted ones left out. */
export function standing(calendar: StoredCalendar, { from, to }: { from: number; to: number }): StoredEvent[] {
  const zone = calendar.timeZone
  return [...calendar.events.values()].flatMap((event) => {
    if (event.status === 'cancelled') return []
    if (event.recurrence.length === 0) return overlaps(event, { from, to, zone }) ? [event] : []
    return instancesOf(event, { from, to, zone })
      .map((instance) => instanceEvent(event, instance))
      .filter(({ id }) => !calendar.events.has(id))
  })
}

export function overlaps(
  event: Pick<StoredEvent, 'start' | 'end'>,
  { from, to, zone }: { from: number; to: number; zone: string },
): boolean {
  return startOf(event.end, zone) > from && startOf(event.start, zone) < to
}
