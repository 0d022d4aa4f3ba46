import { calendar as calendarApi, type calendar_v3 } from '@googleapis/calendar'
import {
  CalendarError,
  type CalendarCredentials,
  type CalendarMirror,
  type CalendarPlace,
  type CalendarProvider,
  type OutsideCalendar,
  type OutsideEvent,
} from './calendar.ts'
import { answerOf, asCalendarError, reasonIn } from './google-errors.ts'
import { eventBody, EventsPage, readEvent } from './google-events.ts'
import {
  consentUrl,
  exchangeCode,
  googleClient,
  isFresh,
  refreshed,
  revokeToken,
  TIMEOUT_MS,
  type GoogleSettings,
} from './google-tokens.ts'

/** A year of one calendar is a handful of these; more is a calendar that runs away. */
const MOST_PAGES = 200
const PAGE = 2_500
const CAN_WRITE = new Set(['owner', 'writer'])

export function createGoogleCalendar(settings: GoogleSettings): CalendarProvider {
  return {
    consentUrl: (request) => consentUrl(settings, request),
    exchangeCode: (request) => exchangeCode(settings, request),
    revoke: async (credentials) => {
      // A service account's key is not a permission that could be given back: the owner deletes it.
      if (credentials.kind === 'oauth') await revokeToken(settings, credentials.refreshToken)
    },
    open: (credentials, options) => openMirror(settings, credentials, options),
  }
}

type Api = calendar_v3.Calendar

function openMirror(
  settings: GoogleSettings,
  given: CalendarCredentials,
  { onRefreshed }: { onRefreshed: (credentials: CalendarCredentials) => Promise<void> },
): CalendarMirror {
  let credentials = given
  let renewing: Promise<Api> | null = null

  const apiWith = (accessToken: string): Api => {
    const auth = googleClient(settings)
    auth.setCredentials({ access_token: accessToken })
    return calendarApi({
      version: 'v3',
      auth: auth,
      retry: false,
      timeout: TIMEOUT_MS,
      // With its slash: without it the SDK glues the path to the host.
      ...(settings.baseUrl === null ? {} : { rootUrl: `${settings.baseUrl}/` }),
    })
  }
  /** Several calls at once renew the token once. */
  const renew = (): Promise<Api> =>
    (renewing ??= (async () => {
      const fresh = await refreshed(settings, credentials)
      credentials = fresh
      await onRefreshed(fresh)
      return apiWith(fresh.accessToken)
    })().finally(() => {
      renewing = null
    }))

  /** Calls with a token that is good; one that dies early is renewed once. Refusals that `expected` knows are returned. */
  async function call<T>(work: (api: Api) => Promise<{ data: T }>): Promise<T>
  async function call<T, R>(
    work: (api: Api) => Promise<{ data: T }>,
    expected: (status: number) => R | undefined,
  ): Promise<T | R>
  async function call<T, R>(
    work: (api: Api) => Promise<{ data: T }>,
    expected: (status: number) => R | undefined = () => undefined,
  ): Promise<T | R> {
    const attempt = async (api: Api): Promise<T | R> => {
      try {
        const { data } = await work(api)
        const inside = reasonIn(data)
        if (inside !== null) throw new CalendarError('bad_answer', { status: 200, code: inside })
        return data
      } catch (error) {
        const answer = answerOf(error)
        const known = answer && expected(answer.status)
        if (known !== undefined && known !== null) return known
        throw error
      }
    }
    try {
      if (!isFresh(credentials)) return await attempt(await renew())
      try {
        return await attempt(apiWith(credentials.accessToken))
      } catch (error) {
        if (answerOf(error)?.status !== 401) throw error
        return await attempt(await renew())
      }
    } catch (error) {
      throw asCalendarError(error)
    }
  }

  const event = (calendar: CalendarPlace, data: unknown): OutsideEvent => readEvent(data, calendar.timeZone)

  return {
    async calendars() {
      const found: OutsideCalendar[] = []
      let pageToken: string | undefined
      do {
        const page = await call((api) =>
          api.calendarList.list({ maxResults: 250, ...(pageToken ? { pageToken } : {}) }),
        )
        found.push(...(page.items ?? []).flatMap(readCalendar))
        pageToken = page.nextPageToken ?? undefined
      } while (pageToken)
      return found
    },

    async changes(calendar, since) {
      const asked =
        'token' in since
          ? { syncToken: since.token }
          : { timeMin: since.window.from.toISOString(), timeMax: since.window.to.toISOString() }
      const events: OutsideEvent[] = []
      let pageToken: string | undefined
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const answer = await call(
          (api) =>
            api.events.list({
              calendarId: calendar.externalId,
              singleEvents: true,
              maxResults: PAGE,
              ...asked,
              ...(pageToken ? { pageToken } : {}),
            }),
          // 400: a token that is not this calendar's, or no longer one at all.
          (status) => (status === 410 || (status === 400 && 'token' in since) ? ('start_over' as const) : undefined),
        )
        if (answer === 'start_over') return { ok: false, reason: 'start_over' }
        const page = EventsPage.safeParse(answer)
        if (!page.success) throw new CalendarError('bad_answer', { code: 'list_does_not_parse' })
        const { items, timeZone, nextPageToken, nextSyncToken } = page.data
        events.push(...items.map((item) => readEvent(item, timeZone)))
        if (nextSyncToken !== undefined) return { ok: true, events, token: nextSyncToken, timeZone }
        if (nextPageToken === undefined) break
        pageToken = nextPageToken
      }
      throw new CalendarError('bad_answer', { code: 'no_sync_token' })
    },

    async read(calendar, eventId) {
      const data = await call(
        (api) => api.events.get({ calendarId: calendar.externalId, eventId }),
        (status) => (status === 404 || status === 410 ? ('none' as const) : undefined),
      )
      return data === 'none' ? null : event(calendar, data)
    },

    async create(calendar, eventId, wanted) {
      const data = await call(
        (api) =>
          api.events.insert({
            calendarId: calendar.externalId,
            sendUpdates: 'none',
            requestBody: { ...eventBody(wanted), id: eventId },
          }),
        (status) => (status === 409 ? ('exists' as const) : undefined),
      )
      return data === 'exists' ? { ok: false, reason: 'exists' } : { ok: true, event: event(calendar, data) }
    },

    async update(calendar, eventId, { event: wanted, ifMatch }) {
      const data = await call(
        (api) =>
          api.events.patch(
            { calendarId: calendar.externalId, eventId, sendUpdates: 'none', requestBody: eventBody(wanted) },
            { headers: { 'If-Match': ifMatch } },
          ),
        (status) =>
          status === 412 ? ('changed' as const) : status === 404 || status === 410 ? ('gone' as const) : undefined,
      )
      return data === 'changed' || data === 'gone'
        ? { ok: false, reason: data }
        : { ok: true, event: event(calendar, data) }
    },

    async remove(calendar, eventId, { ifMatch }) {
      const data = await call(
        (api) =>
          api.events.delete(
            { calendarId: calendar.externalId, eventId, sendUpdates: 'none' },
            { headers: { 'If-Match': ifMatch } },
          ),
        (status) =>
          status === 412 ? ('changed' as const) : status === 404 || status === 410 ? ('gone' as const) : undefined,
      )
      return data === 'changed' ? { ok: false, reason: 'changed' } : { ok: true }
    },

    async watch(calendar, channel) {
      const { id, token, address, expiresAt } = channel
      const data = await call((api) =>
        api.events.watch({
          calendarId: calendar.externalId,
          requestBody: { id, token, address, type: 'web_hook', expiration: String(expiresAt.getTime()) },
        }),
      )
      const expires = Number(data.expiration)
      if (!data.resourceId || !Number.isFinite(expires)) throw new CalendarError('bad_answer', { code: 'no_channel' })
      return { id, resourceId: data.resourceId, expiresAt: new Date(expires) }
    },

    async unwatch({ id, resourceId }) {
      await call(
        (api) => api.channels.stop({ requestBody: { id, resourceId } }),
        (status) => (status === 404 ? ('gone' as const) : undefined),
      )
    },
  }
}

function readCalendar(entry: calendar_v3.Schema$CalendarListEntry): OutsideCalendar[] {
  const { id, summary, summaryOverride, timeZone, accessRole } = entry
  if (!id || !timeZone) return []
  return [
    {
      id,
      name: summaryOverride ?? summary ?? id,
      timeZone,
      canWrite: CAN_WRITE.has(accessRole ?? ''),
      isPrimary: entry.primary === true,
    },
  ]
}
