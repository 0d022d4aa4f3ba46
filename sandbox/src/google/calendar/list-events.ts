import { randomBytes } from 'node:crypto'
import type { StoredCalendar, StoredEvent } from '../google-data.ts'
import { googleStrike } from '../google-faults.ts'
import { violate, type GoogleState } from '../google-state.ts'
import { fullSyncRequired, invalid } from './api-problem.ts'
import { instanceEvent, overlaps } from './calendar-store.ts'
import { concerned, type Caller } from './caller.ts'
import { cancelledResource, etagOf, eventResource, type EventResource } from './event-resource.ts'
import type { ListQuery } from './list-query.ts'
import { instancesOf } from './recurrence.ts'
import { readSyncToken, syncToken, type SyncPoint } from './sync-token.ts'
import { startOf } from './times.ts'

/** Series without an end are taken apart up to here. */
const HORIZON_MS = 2 * 365 * 24 * 3600_000
const MOST_SNAPSHOTS = 200

/** The rest of a list, as it was when its first page was asked for. */
interface Snapshot {
  asked: string
  rows: EventResource[]
  nextSyncToken: string | null
}

export type Snapshots = Map<string, Snapshot>

interface Listing {
  calendar: StoredCalendar
  caller: Caller
  query: ListQuery
}

/** One page of `events.list`; the sync token stands on the last page only. */
export function listEvents(state: GoogleState, { calendar, caller, query }: Listing): EventResource {
  const { faults, snapshots } = state
  const whom = concerned(state, { account: caller.account, calendar: calendar.id })
  if (query.syncToken !== null && googleStrike(faults, 'sync_token_gone', whom)) throw fullSyncRequired()
  const snapshot = query.pageToken === null ? take(state, { calendar, caller, query }) : snapshots.get(query.pageToken)
  if (snapshot?.asked !== askedFor(calendar, caller, query)) throw invalid('Invalid page token value.', 'pageToken')
  const size = googleStrike(faults, 'small_pages', whom) ? 1 : query.maxResults
  const items = snapshot.rows.slice(0, size)
  const rest = snapshot.rows.slice(size)
  let nextPageToken: string | null = null
  if (rest.length > 0) {
    nextPageToken = randomBytes(18).toString('base64url')
    snapshots.set(nextPageToken, { ...snapshot, rows: rest })
    const oldest = snapshots.keys().next()
    if (snapshots.size > MOST_SNAPSHOTS && !oldest.done) snapshots.delete(oldest.value)
  }
  return {
    kind: 'calendar#events',
    etag: etagOf(calendar),
    summary: calendar.summary,
    description: calendar.description,
    updated: new Date(Math.floor(calendar.etag / 2000)).toISOString(),
    timeZone: query.timeZone ?? calendar.timeZone,
    accessRole: calendar.roles.get(caller.account) ?? 'reader',
    defaultReminders: [],
    ...(nextPageToken ? { nextPageToken } : snapshot.nextSyncToken ? { nextSyncToken: snapshot.nextSyncToken } : {}),
    items,
  }
}

function take(state: GoogleState, { calendar, caller, query }: Listing): Snapshot {
  const now = state.clock.now()
  const since = query.syncToken === null ? null : readSyncToken(state.data, calendar, { token: query.syncToken, now })
  if (since && since.singleEvents !== query.singleEvents) {
    violate(state, {
      kind: 'sync_parameters_changed',
      message: 'singleEvents differs from the sync that gave the token; what comes back is undefined.',
      event: 'calendar.events.list',
      who: caller.account,
    })
  }
  const range = since ?? query
  const window = { from: range.timeMin ?? -8.64e15, to: range.timeMax ?? now + HORIZON_MS, zone: calendar.timeZone }
  const events = since
    ? changedSince(calendar, { since, window, singleEvents: query.singleEvents })
    : all(calendar, { query, window })
  const zone = query.timeZone ?? calendar.timeZone
  const point: SyncPoint = {
    change: calendar.changes,
    singleEvents: query.singleEvents,
    timeMin: range.timeMin,
    timeMax: range.timeMax,
  }
  return {
    asked: askedFor(calendar, caller, query),
    rows: events.map((event) =>
      event.status === 'cancelled'
        ? cancelledResource(event, zone)
        : eventResource(event, { calendar, viewer: caller.account, zone }),
    ),
    nextSyncToken: isFiltered(query) ? null : syncToken(state.data, calendar, { point, now }),
  }
}

interface Window {
  from: number
  to: number
  zone: string
}

function all(calendar: StoredCalendar, { query, window }: { query: ListQuery; window: Window }): StoredEvent[] {
  const { singleEvents, updatedMin } = query
  const showDeleted = query.showDeleted ?? false
  const found = [...calendar.events.values()].flatMap((event) => {
    const isSeries = event.recurrence.length > 0
    if (event.status === 'cancelled') {
      const isToldAnyway = updatedMin !== null && event.updatedAt >= updatedMin
      // Without taking series apart, the times missing from one are told: nothing else would say so.
      const isMissingTime = !singleEvents && event.instanceOf !== null
      if (!showDeleted && !isToldAnyway && !isMissingTime) return []
    }
    if (!isSeries) return overlaps(event, window) ? [event] : []
    const instances = instancesOf(event, window)
    if (!singleEvents) return instances.length > 0 ? [event] : []
    return instances.map((one) => instanceEvent(event, one)).filter(({ id }) => !calendar.events.has(id))
  })
  return sorted(
    found.filter((event) => passes(event, query)),
    { orderBy: query.orderBy, zone: window.zone },
  )
}

/** Everything written since, deleted ones included. */
function changedSince(
  calendar: StoredCalendar,
  { since, window, singleEvents }: { since: SyncPoint; window: Window; singleEvents: boolean },
): StoredEvent[] {
  return [...calendar.events.values()]
    .filter(({ change }) => change > since.change)
    .sort((a, b) => a.change - b.change)
    .flatMap((event) => {
      if (!singleEvents || event.recurrence.length + event.formerly.length === 0) return [event]
      const times = (series: Pick<StoredEvent, 'start' | 'end' | 'recurrence'>): StoredEvent[] =>
        series.recurrence.length === 0 ? [] : instancesOf(series, window).map((one) => instanceEvent(event, one))
      const standing = event.status === 'cancelled' ? [] : event.recurrence.length === 0 ? [event] : times(event)
      const former = [...event.formerly, event].flatMap(times)
      const told = new Set([...standing.map(({ id }) => id), ...calendar.events.keys()])
      const gone = former.filter(({ id }) => !told.has(id) && told.add(id))
      return [
        ...standing.filter(({ id }) => id === event.id || !calendar.events.has(id)),
        ...gone.map((instance): StoredEvent => ({ ...instance, status: 'cancelled' })),
      ]
    })
}

function passes(event: StoredEvent, query: ListQuery): boolean {
  const { fields } = event
  if (query.updatedMin !== null && event.updatedAt < query.updatedMin) return false
  if (query.iCalUID !== null && event.iCalUID !== query.iCalUID) return false
  if (query.eventTypes.length > 0 && !query.eventTypes.includes(textOf(fields.eventType) || 'default')) return false
  if (query.q !== null) {
    const text = [fields.summary, fields.description, fields.location].map(textOf).join('\n').toLowerCase()
    if (
      !query.q
        .toLowerCase()
        .split(/\s+/)
        .every((word) => text.includes(word))
    )
      return false
  }
  const properties = (fields.extendedProperties ?? {}) as Partial<Record<string, Record<string, string>>>
  const carries = (kind: string, pairs: readonly string[]): boolean =>
    pairs.every((pair) => {
      const [key = '', ...value] = pair.split('=')
      return properties[kind]?.[key] === value.join('=')
    })
  return carries('private', query.privateProperties) && carries('shared', query.sharedProperties)
}

function sorted(
  events: StoredEvent[],
  { orderBy, zone }: { orderBy: ListQuery['orderBy']; zone: string },
): StoredEvent[] {
  if (orderBy === 'startTime') return events.sort((a, b) => startOf(a.start, zone) - startOf(b.start, zone))
  return orderBy === 'updated' ? events.sort((a, b) => a.updatedAt - b.updatedAt) : events
}

/** A list of some events only cannot be continued by what changes later. */
function isFiltered(query: ListQuery): boolean {
  return (
    query.orderBy !== null ||
    query.q !== null ||
    query.iCalUID !== null ||
    query.updatedMin !== null ||
    query.privateProperties.length + query.sharedProperties.length > 0
  )
}

/** A page token belongs to the same question, asked by the same account. */
function askedFor(calendar: StoredCalendar, { account }: Caller, query: ListQuery): string {
  return JSON.stringify([calendar.id, account, { ...query, pageToken: null, maxResults: null }])
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
