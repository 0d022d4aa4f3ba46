import { z } from 'zod'
import { ApiProblem } from './calendar/api-problem.ts'
import { findEvent, standing } from './calendar/calendar-store.ts'
import { eventResource, type EventResource } from './calendar/event-resource.ts'
import type { PushEntry } from './calendar/push-log.ts'
import { rfc3339, startOf } from './calendar/times.ts'
import { changeEvent, deleteEvent, insertEvent } from './calendar/write-event.ts'
import { defaultGoogleData, newCalendar } from './default-data.ts'
import type { Account, OAuthClient, StoredCalendar, StoredEvent } from './google-data.ts'
import type { GoogleState } from './google-state.ts'
import { serviceAccountFile } from './oauth/service-account.ts'
import { expireAccessTokens, newAccessToken, newRefreshToken, revokeAccess } from './oauth/tokens.ts'

const CALENDAR_SCOPE = 'https://www.googleapis.com/auth/calendar'

export const ClientChange = z.strictObject({
  id: z.string().min(1).optional(),
  secret: z.string().min(1).optional(),
  redirectUris: z.array(z.string()).optional(),
  publishing: z.enum(['production', 'testing']).optional(),
})

export interface CalendarSummary {
  id: string
  summary: string
  timeZone: string
  /** The account that owns it. */
  owner: string
  isPrimary: boolean
}

/** An event as a person sees it in the calendar, with what only the sandbox knows. */
export type SeenEvent = EventResource & {
  id: string
  status: string
  /** The app or service account that made it; null: a person did. */
  madeBy: string | null
}

interface Place {
  calendar: string
  event: string
}

/** What tests and the page may do at the sandbox's Google; `/control/google/*` offers the same over HTTP. */
export interface GoogleControl {
  accounts: () => readonly Account[]
  calendars: () => CalendarSummary[]
  addCalendar: (calendar: { id: string; summary: string; owner: string; timeZone: string }) => CalendarSummary
  /** Stored events, series as one, deleted ones too; with a range: the times that stand in it. */
  events: (calendar: string, range?: { from: number; to: number }) => SeenEvent[]
  /** Somebody writes in the calendar by hand; the body is that of `events.insert`. */
  insertEvent: (calendar: string, body: object) => SeenEvent
  /** Somebody drags it to another time; without an end its length stays. */
  moveEvent: (place: Place, to: { start: string; end?: string }) => SeenEvent
  /** Somebody changes it by hand; the body is that of `events.patch`. */
  changeEvent: (place: Place, body: object) => SeenEvent
  deleteEvent: (place: Place) => SeenEvent
  pushes: () => readonly PushEntry[]
  clearPushes: () => void
  channels: () => { id: string; calendar: string; address: string; expiresAt: string }[]
  /** The account takes back its permission: tokens are revoked, refreshing answers invalid_grant. Without one, all do. */
  revokeTokens: (account?: string) => void
  /** Access tokens are over their hour. */
  expireTokens: (account?: string) => void
  /** Sync tokens given so far are answered with 410. */
  forgetSyncTokens: (calendar?: string) => void
  client: () => OAuthClient
  setClient: (change: z.infer<typeof ClientChange>) => void
  /** The key file, as the console hands it out. `baseUrl` is the sandbox's, without a path. */
  serviceAccount: (baseUrl: string) => Record<string, string>
  /** Tokens as after the consent page, without going there. */
  grant: (to: { account: string; scopes?: string[] }) => { refreshToken: string; accessToken: string; scopes: string[] }
  quota: (limits: { perProject?: number; perAccount?: number }) => void
  /** As it was at the start. */
  reset: () => void
}

/** Throws ApiProblem for calendars and events that are not there, and for what Google would refuse a person too. */
export function googleControl(state: GoogleState): GoogleControl {
  const { data } = state
  const person = (calendar: StoredCalendar) => ({ account: ownerOf(calendar), clientId: null })
  const seen = (calendar: StoredCalendar, event: StoredEvent): SeenEvent => ({
    ...eventResource(event, { calendar, viewer: ownerOf(calendar) }),
    id: event.id,
    status: event.status,
    madeBy: event.madeBy,
  })
  const change: GoogleControl['changeEvent'] = ({ calendar: id, event }, body) => {
    const calendar = calendarById(state, id)
    const json: unknown = body
    return seen(calendar, changeEvent(state, { calendar, writer: person(calendar), json, id: event, isPatch: true }))
  }
  return {
    accounts: () => data.accounts,
    calendars: () => [...data.calendars.values()].map(summaryOf),
    addCalendar(calendar) {
      if (data.calendars.has(calendar.id)) throw new ApiProblem(409, 'duplicate', 'There is such a calendar already.')
      if (!data.accounts.some(({ email }) => email === calendar.owner)) {
        data.accounts.push({ email: calendar.owner, name: calendar.owner, timeZone: calendar.timeZone })
      }
      const made = newCalendar(data, { ...calendar, shares: { [data.serviceAccount.email]: 'writer' } })
      state.changed()
      return summaryOf(made)
    },
    events(id, range) {
      const calendar = calendarById(state, id)
      const events = range ? standing(calendar, range) : [...calendar.events.values()]
      return events.map((event) => seen(calendar, event))
    },
    insertEvent(id, body) {
      const calendar = calendarById(state, id)
      return seen(calendar, insertEvent(state, { calendar, writer: person(calendar), json: body }))
    },
    moveEvent(place, { start, end }) {
      const calendar = calendarById(state, place.calendar)
      const event = findEvent(calendar, place.event)
      return change(place, spanFrom(event, { start, end, zone: calendar.timeZone }))
    },
    changeEvent: change,
    deleteEvent({ calendar: id, event }) {
      const calendar = calendarById(state, id)
      return seen(calendar, deleteEvent(state, { calendar, writer: person(calendar), id: event }))
    },
    pushes: () => state.pushes.all(),
    clearPushes: () => state.pushes.clear(),
    channels: () =>
      [...data.channels.values()].map(({ id, calendarId, address, expiresAt }) => ({
        id,
        calendar: calendarId,
        address,
        expiresAt: new Date(expiresAt).toISOString(),
      })),
    revokeTokens(account) {
      const all = [data.serviceAccount.email, ...data.accounts.map(({ email }) => email)]
      for (const one of account === undefined ? all : [account]) revokeAccess(state, { account: one })
    },
    expireTokens: (account) => expireAccessTokens(state, account),
    forgetSyncTokens(id) {
      const calendars = id === undefined ? [...data.calendars.values()] : [calendarById(state, id)]
      for (const calendar of calendars) calendar.forgottenBefore = ++calendar.changes
      state.changed()
    },
    client: () => data.client,
    setClient(next) {
      Object.assign(data.client, ClientChange.parse(next))
      state.changed()
    },
    serviceAccount: (baseUrl) => serviceAccountFile(state, `${baseUrl}/google`),
    grant({ account, scopes = [CALENDAR_SCOPE] }) {
      if (!data.accounts.some(({ email }) => email === account))
        throw new ApiProblem(404, 'notFound', `There is no account ${account}.`)
      const clientId = data.client.id
      const { token: refreshToken } = newRefreshToken(state, { account, clientId, scopes })
      const accessToken = newAccessToken(state, { account, clientId, scopes, from: refreshToken })
      return { refreshToken, accessToken, scopes }
    },
    quota: (limits) => void Object.assign(state.quota, limits),
    reset() {
      Object.assign(data, defaultGoogleData(state.clock.now()))
      state.pushes.clear()
      state.snapshots.clear()
      state.quota.reset()
      state.changed()
    },
  }
}

export function calendarById({ data }: GoogleState, id: string): StoredCalendar {
  const found = data.calendars.get(id)
  if (!found) throw new ApiProblem(404, 'notFound', `There is no calendar ${id}.`)
  return found
}

function ownerOf({ roles }: StoredCalendar): string {
  return [...roles].find(([, role]) => role === 'owner')?.[0] ?? ''
}

function summaryOf(calendar: StoredCalendar): CalendarSummary {
  const { id, summary, timeZone, primaryOf } = calendar
  return { id, summary, timeZone, owner: ownerOf(calendar), isPrimary: primaryOf !== null }
}

/** The body of a patch that moves an event: whole days stay whole days, and the length stays unless an end is given. */
function spanFrom(
  event: StoredEvent,
  { start, end, zone }: { start: string; end: string | undefined; zone: string },
): object {
  if ('date' in event.start && 'date' in event.end) {
    const from = Temporal.PlainDate.from(start.slice(0, 10))
    const length = Temporal.PlainDate.from(event.start.date).until(event.end.date)
    return { start: { date: from.toString() }, end: { date: end?.slice(0, 10) ?? from.add(length).toString() } }
  }
  const lengthMs = startOf(event.end, zone) - startOf(event.start, zone)
  return {
    start: { dateTime: start },
    end: { dateTime: end ?? rfc3339(Date.parse(start) + lengthMs, zone) },
  }
}
