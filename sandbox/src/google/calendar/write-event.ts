import type { StoredCalendar, StoredEvent } from '../google-data.ts'
import { googleStrike } from '../google-faults.ts'
import type { GoogleState } from '../google-state.ts'
import { ApiProblem, deleted, duplicate, invalid, preconditionFailed, required } from './api-problem.ts'
import { commit, findEvent, newEventId } from './calendar-store.ts'
import { concerned } from './caller.ts'
import { keptFields, readEventBody, type EventBody } from './event-body.ts'
import { etagOf } from './event-resource.ts'
import { readRecurrence } from './recurrence.ts'
import { checkSpan, readTime, toWire, type WireTime } from './times.ts'

/** Who writes: an app in an account's name, or a person (no client). */
export interface Writer {
  account: string
  clientId: string | null
  /** The request's If-Match. */
  ifMatch?: string | undefined
}

interface Write {
  calendar: StoredCalendar
  writer: Writer
  json: unknown
}

const ID = /^[a-v0-9]{5,1024}$/

export function insertEvent(state: GoogleState, { calendar, writer, json }: Write): StoredEvent {
  const { body } = readEventBody(json)
  if (body.id && body.iCalUID) throw invalid('Only one of id and iCalUID may be given when an event is created.')
  if (body.id && !ID.test(body.id)) throw invalid('Invalid resource id value.')
  if (body.status === 'cancelled') throw invalid('Invalid value for: status')
  const span = readSpan(body, calendar)
  checkAttendees(state, body, writer)
  const id = body.id ?? newEventId()
  // Google keeps the ids of deleted events for good.
  const isStruck =
    writer.clientId !== null &&
    googleStrike(state.faults, 'duplicate', concerned(state, { account: writer.account, calendar: calendar.id }))
  if (calendar.events.has(id) || isStruck) throw duplicate()
  const now = state.clock.now()
  const event: StoredEvent = {
    ...span,
    id,
    status: body.status ?? 'confirmed',
    createdAt: now,
    updatedAt: now,
    etag: 0,
    change: 0,
    sequence: body.sequence ?? 0,
    iCalUID: body.iCalUID ?? `${id}@google.com`,
    creator: writer.account,
    organizer: calendar.id,
    recurrence: readSeries(body, calendar),
    instanceOf: null,
    formerly: [],
    madeBy: writer.clientId,
    fields: withoutNulls(keptFields(body)),
  }
  commit(state, calendar, event)
  return event
}

/** A full update (`PUT`) or a patch; a patch keeps what it does not name, and null takes a field away. */
export function changeEvent(
  state: GoogleState,
  { calendar, writer, json, id, isPatch }: Write & { id: string; isPatch: boolean },
): StoredEvent {
  const { body } = readEventBody(json)
  const before = findEvent(calendar, id)
  checkMatch(state, before, { calendar, writer })
  if (body.id && body.id !== id) throw invalid('Invalid resource id value.')
  if (typeof body.sequence === 'number' && body.sequence < before.sequence)
    throw invalid(
      'Invalid sequence value. The specified sequence number is below the current sequence number of the resource. Re-fetch the resource and use its sequence number on the following request.',
    )
  checkAttendees(state, body, writer)
  const span = readSpan(isPatch ? withTimesOf(body, before) : body, calendar)
  const recurrence = isPatch && body.recurrence === undefined ? before.recurrence : readSeries(body, calendar)
  if (before.instanceOf && recurrence.length > 0) throw invalid('An instance of a recurring event cannot recur itself.')
  const hasMoved = !isSameTime(before, span) || recurrence.join('\n') !== before.recurrence.join('\n')
  const fields = keptFields(body)
  const event: StoredEvent = {
    ...before,
    ...span,
    recurrence,
    formerly:
      hasMoved && before.recurrence.length > 0
        ? [...before.formerly, { start: before.start, end: before.end, recurrence: before.recurrence }]
        : before.formerly,
    status: body.status ?? before.status,
    sequence: Math.max(body.sequence ?? 0, before.sequence + (hasMoved ? 1 : 0)),
    fields: withoutNulls(isPatch ? merged(before.fields, fields) : fields),
  }
  commit(state, calendar, event)
  if (event.status === 'cancelled') cancelInstances(state, calendar, event)
  return event
}

export function deleteEvent(
  state: GoogleState,
  { calendar, writer, id }: { calendar: StoredCalendar; writer: Writer; id: string },
): StoredEvent {
  const before = findEvent(calendar, id)
  if (before.status === 'cancelled') throw deleted()
  checkMatch(state, before, { calendar, writer })
  const event: StoredEvent = { ...before, status: 'cancelled', sequence: before.sequence + 1 }
  commit(state, calendar, event)
  cancelInstances(state, calendar, event)
  return event
}

/** Another calendar becomes the event's organizer; here it counts as deleted. */
export function moveEvent(
  state: GoogleState,
  { from, to, id }: { from: StoredCalendar; to: StoredCalendar; id: string },
): StoredEvent {
  const event = findEvent(from, id)
  if (event.status === 'cancelled') throw deleted()
  if (event.instanceOf)
    throw new ApiProblem(400, 'cannotChangeOrganizerOfInstance', 'Cannot change the organizer of an instance.', {
      domain: 'calendar',
    })
  const there = to.events.get(id)
  if (to === from || (there && there.status !== 'cancelled')) throw duplicate()
  const moved: StoredEvent = { ...event, organizer: to.id }
  commit(state, from, { ...event, status: 'cancelled' })
  commit(state, to, moved)
  return moved
}

function cancelInstances(state: GoogleState, calendar: StoredCalendar, series: StoredEvent): void {
  for (const event of [...calendar.events.values()]) {
    if (event.instanceOf?.id === series.id && event.status !== 'cancelled')
      commit(state, calendar, { ...event, status: 'cancelled' })
  }
}

function checkMatch(
  state: GoogleState,
  event: StoredEvent,
  { calendar, writer }: { calendar: StoredCalendar; writer: Writer },
): void {
  const { ifMatch, account } = writer
  if (ifMatch === undefined) return
  const isMatch = ifMatch.trim() === '*' || ifMatch.split(',').some((etag) => etag.trim() === etagOf(event))
  if (
    !isMatch ||
    googleStrike(state.faults, 'precondition_failed', concerned(state, { account, calendar: calendar.id }))
  )
    throw preconditionFailed()
}

function readSpan(body: EventBody, calendar: StoredCalendar): Pick<StoredEvent, 'start' | 'end'> {
  const span = {
    start: readTime(body.start, 'start', calendar.timeZone),
    end: readTime(body.end, 'end', calendar.timeZone),
  }
  checkSpan(span)
  return span
}

function readSeries({ recurrence, start }: EventBody, calendar: StoredCalendar): string[] {
  if (!recurrence || recurrence.length === 0) return []
  if (start?.dateTime && !start.timeZone) throw required('Missing time zone definition for start time.')
  readRecurrence(recurrence, start?.timeZone ?? calendar.timeZone)
  return recurrence
}

/** The body of a patch, its start and end laid over those that stand. */
function withTimesOf(body: EventBody, before: StoredEvent): EventBody {
  const over = (given: WireTime | null | undefined, kept: WireTime): WireTime | null | undefined =>
    given === undefined ? kept : given && { ...kept, ...given }
  return {
    ...body,
    start: over(body.start, toWire(before.start, 'UTC')),
    end: over(body.end, toWire(before.end, 'UTC')),
  }
}

function checkAttendees({ data }: GoogleState, { attendees }: EventBody, { account, clientId }: Writer): void {
  if (!attendees?.length || clientId === null || account !== data.serviceAccount.email) return
  throw new ApiProblem(
    403,
    'forbiddenForServiceAccounts',
    'Service accounts cannot invite attendees without Domain-Wide Delegation of Authority.',
    { domain: 'calendar', isViolation: true },
  )
}

function isSameTime(before: Pick<StoredEvent, 'start' | 'end'>, after: Pick<StoredEvent, 'start' | 'end'>): boolean {
  const key = ({ start, end }: Pick<StoredEvent, 'start' | 'end'>): string =>
    [start, end].map((time) => ('at' in time ? time.at : time.date)).join()
  return key(before) === key(after)
}

/** A JSON merge patch. */
function merged(before: Record<string, unknown>, patch: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(patch).map(([name, value]): [string, unknown] => [
    name,
    isObject(value) ? merged(isObject(before[name]) ? before[name] : {}, value) : value,
  ])
  return { ...before, ...Object.fromEntries(entries) }
}

function withoutNulls(fields: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(kept.map(([name, value]) => [name, isObject(value) ? withoutNulls(value) : value]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
