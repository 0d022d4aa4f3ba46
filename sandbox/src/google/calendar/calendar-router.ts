import { setTimeout as wait } from 'node:timers/promises'
import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { googleStrike } from '../google-faults.ts'
import { violate, type GoogleState } from '../google-state.ts'
import { mayDo, type Doing } from '../scopes.ts'
import {
  ApiProblem,
  backendError,
  insufficientScopes,
  invalid,
  invalidCredentials,
  notFound,
  rateLimit,
  required,
  sendApiProblem,
} from './api-problem.ts'
import { calendarListEntry, calendarResource } from './calendar-resource.ts'
import { findEvent } from './calendar-store.ts'
import { calendarFor, concerned, readCaller, type Caller } from './caller.ts'
import { stopChannel, watch } from './channels.ts'
import { readEventBody } from './event-body.ts'
import { etagOf, eventResource } from './event-resource.ts'
import { freeBusy } from './free-busy.ts'
import { listEvents } from './list-events.ts'
import { flag, readListQuery, results, unknownParameters } from './list-query.ts'
import { changeEvent, deleteEvent, insertEvent, moveEvent, type Writer } from './write-event.ts'

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Params = Record<'calendar' | 'event', string>

/** One request that has been let in. */
interface Call {
  request: Request
  response: Response
  caller: Caller
  query: URLSearchParams
  params: Params
}

interface Method {
  name: string
  verb: Verb
  path: string
  doing: Doing
  answer: (state: GoogleState, call: Call) => void
}

const METHODS: readonly Method[] = [
  {
    name: 'calendarList.list',
    verb: 'get',
    path: '/users/me/calendarList',
    doing: 'calendarList.read',
    answer: listCalendars,
  },
  {
    name: 'calendars.get',
    verb: 'get',
    path: '/calendars/:calendar',
    doing: 'calendars.read',
    answer: (state, { caller, params, response }) =>
      void response.json(calendarResource(calendarFor(state, caller, { id: params.calendar, role: 'freeBusyReader' }))),
  },
  { name: 'events.list', verb: 'get', path: '/calendars/:calendar/events', doing: 'events.read', answer: list },
  { name: 'events.insert', verb: 'post', path: '/calendars/:calendar/events', doing: 'events.write', answer: insert },
  { name: 'events.watch', verb: 'post', path: '/calendars/:calendar/events/watch', doing: 'events.read', answer: open },
  { name: 'events.get', verb: 'get', path: '/calendars/:calendar/events/:event', doing: 'events.read', answer: get },
  {
    name: 'events.update',
    verb: 'put',
    path: '/calendars/:calendar/events/:event',
    doing: 'events.write',
    answer: (state, call) => change(state, call, false),
  },
  {
    name: 'events.patch',
    verb: 'patch',
    path: '/calendars/:calendar/events/:event',
    doing: 'events.write',
    answer: (state, call) => change(state, call, true),
  },
  {
    name: 'events.delete',
    verb: 'delete',
    path: '/calendars/:calendar/events/:event',
    doing: 'events.write',
    answer: remove,
  },
  {
    name: 'events.move',
    verb: 'post',
    path: '/calendars/:calendar/events/:event/move',
    doing: 'events.write',
    answer: move,
  },
  {
    name: 'channels.stop',
    verb: 'post',
    path: '/channels/stop',
    doing: 'channels',
    answer(state, { caller, request, response }) {
      stopChannel(state, { caller, body: request.body })
      response.status(204).end()
    },
  },
  {
    name: 'freebusy.query',
    verb: 'post',
    path: '/freeBusy',
    doing: 'freebusy.read',
    answer: (state, { caller, request, response }) =>
      void response.json(freeBusy(state, { caller, json: request.body })),
  },
]

/** Google Calendar's API v3, below `/google/calendar/v3`. */
export function createCalendarRouter(state: GoogleState): Router {
  const router = express.Router()
  router.use(express.json({ limit: '1mb' }))
  for (const { name, verb, path, doing, answer } of METHODS) {
    router[verb](path, async (request: Request, response: Response) => {
      response.locals.method = `calendar.${name}`
      const caller = readCaller(state, request)
      response.locals.account = caller.account
      const params = request.params as Params
      if (await struck(state, { request, response, caller, calendar: params.calendar })) return
      if (!mayDo(caller.scopes, doing)) throw insufficientScopes()
      countCall(state, caller)
      const query = new URL(request.originalUrl, 'http://sandbox').searchParams
      answer(state, { request, response, caller, query, params })
    })
  }
  router.use(() => {
    throw notFound()
  })
  router.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error)
    const problem = asProblem(state, error)
    const { method, account } = response.locals as { method?: string; account?: string }
    if (problem.isViolation || !method) {
      violate(state, {
        kind: problem.reason,
        message: problem.message,
        event: method ?? `${request.method} ${request.path}`,
        who: account ?? 'google',
      })
    }
    sendApiProblem(response, problem)
  })
  return router
}

/** Carries out the faults that are due; true when the request has got its answer, or will get none. */
async function struck(
  state: GoogleState,
  { request, response, caller, calendar }: { request: Request; response: Response; caller: Caller; calendar?: string },
): Promise<boolean> {
  const { faults } = state
  const whom = concerned(state, { account: caller.account, calendar })
  const slow = googleStrike(faults, 'slow', whom)
  if (slow) await wait(slow.ms)
  if (googleStrike(faults, 'connection_dropped', whom)) {
    request.socket.destroy()
    return true
  }
  if (googleStrike(faults, 'expired_token', whom)) throw invalidCredentials(false)
  const broken = googleStrike(faults, 'server_error', whom)
  if (broken) throw backendError(broken.status)
  if (googleStrike(faults, 'rate_limit_403', whom)) throw rateLimit(403)
  if (googleStrike(faults, 'rate_limit_429', whom)) throw rateLimit(429)
  if (googleStrike(faults, 'answer_lost', whom)) {
    response.end = () => {
      request.socket.destroy()
      return response
    }
  }
  return false
}

function countCall(state: GoogleState, { account }: Caller): void {
  const over = state.quota.take(account, state.clock.now())
  if (!over) return
  const limit = over === 'project' ? 'Queries per minute' : 'Queries per minute per user'
  const message = `Quota exceeded for quota metric 'Queries' and limit '${limit}' of service 'calendar-json.googleapis.com' for consumer 'project_number:104000000000'.`
  throw rateLimit(403, over === 'project' ? 'rateLimitExceeded' : 'userRateLimitExceeded', message)
}

function listCalendars(state: GoogleState, { caller, query, response }: Call): void {
  const most = results(query, 250, 100)
  const all = [...state.data.calendars.values()].filter(({ roles }) => roles.has(caller.account))
  const token = query.get('pageToken')
  if (token !== null && !/^\d{1,6}$/.test(token)) throw invalid('Invalid page token value.', 'pageToken')
  const size = googleStrike(state.faults, 'small_pages', [caller.account]) ? 1 : most
  const from = Number(token ?? '0')
  const isLast = from + size >= all.length
  response.json({
    kind: 'calendar#calendarList',
    etag: etagOf({ etag: state.data.lastEtag }),
    ...(isLast ? {} : { nextPageToken: String(from + size) }),
    items: all.slice(from, from + size).map((calendar) => calendarListEntry(calendar, caller.account)),
  })
}

function list(state: GoogleState, { caller, params, query, response }: Call): void {
  const calendar = calendarFor(state, caller, { id: params.calendar, role: 'reader' })
  noteUnknown(state, { names: unknownParameters(query), what: 'parameter', caller, response })
  const asked = readListQuery(query)
  if (
    googleStrike(state.faults, 'error_inside_200', concerned(state, { account: caller.account, calendar: calendar.id }))
  ) {
    return void response.json({ kind: 'calendar#events', ...backendError(500).body() })
  }
  response.json(listEvents(state, { calendar, caller, query: asked }))
}

function get(state: GoogleState, { caller, params, query, request, response }: Call): void {
  const calendar = calendarFor(state, caller, { id: params.calendar, role: 'reader' })
  const event = findEvent(calendar, params.event)
  const etag = etagOf(event)
  if (request.headers['if-none-match'] === etag) return void response.status(304).end()
  const zone = query.get('timeZone') ?? undefined
  response.set('etag', etag).json(eventResource(event, { calendar, viewer: caller.account, ...(zone ? { zone } : {}) }))
}

function insert(state: GoogleState, { caller, params, query, request, response }: Call): void {
  const calendar = calendarFor(state, caller, { id: params.calendar, role: 'writer' })
  checkUpdates(query)
  checkBody(state, { caller, request, response })
  const event = insertEvent(state, { calendar, writer: writerOf(caller, request), json: request.body })
  response.set('etag', etagOf(event)).json(eventResource(event, { calendar, viewer: caller.account }))
}

function change(state: GoogleState, { caller, params, query, request, response }: Call, isPatch: boolean): void {
  const calendar = calendarFor(state, caller, { id: params.calendar, role: 'writer' })
  checkUpdates(query)
  checkBody(state, { caller, request, response })
  const writer = writerOf(caller, request)
  const event = changeEvent(state, { calendar, writer, json: request.body, id: params.event, isPatch })
  response.set('etag', etagOf(event)).json(eventResource(event, { calendar, viewer: caller.account }))
}

function remove(state: GoogleState, { caller, params, query, request, response }: Call): void {
  const calendar = calendarFor(state, caller, { id: params.calendar, role: 'writer' })
  checkUpdates(query)
  deleteEvent(state, { calendar, writer: writerOf(caller, request), id: params.event })
  response.status(204).end()
}

function move(state: GoogleState, { caller, params, query, response }: Call): void {
  const from = calendarFor(state, caller, { id: params.calendar, role: 'writer' })
  checkUpdates(query)
  const destination = query.get('destination')
  if (!destination) throw required('Required parameter: destination')
  const to = calendarFor(state, caller, { id: destination, role: 'writer' })
  const event = moveEvent(state, { from, to, id: params.event })
  response.set('etag', etagOf(event)).json(eventResource(event, { calendar: to, viewer: caller.account }))
}

function open(state: GoogleState, { caller, params, request, response }: Call): void {
  const calendar = calendarFor(state, caller, { id: params.calendar, role: 'reader' })
  const baseUrl = `${request.protocol}://${request.headers.host ?? ''}${request.baseUrl}`
  response.json(watch(state, { calendar, caller, body: request.body, baseUrl }))
}

function writerOf({ account, clientId }: Caller, request: Request): Writer {
  return { account, clientId, ifMatch: request.headers['if-match'] }
}

/** Nobody is ever told anything; the choice is only checked. */
function checkUpdates(query: URLSearchParams): void {
  const updates = query.get('sendUpdates')
  if (updates !== null && !['all', 'externalOnly', 'none'].includes(updates))
    throw invalid('Invalid Value', 'sendUpdates')
  flag(query, 'sendNotifications')
}

function checkBody(
  state: GoogleState,
  { caller, request, response }: { caller: Caller; request: Request; response: Response },
): void {
  if (request.body === undefined) throw required('Required: the request has no JSON body.')
  noteUnknown(state, { names: readEventBody(request.body).unknown, what: 'field', caller, response })
}

/** Google ignores names that it does not know, so a misspelt one has no effect: that is worth knowing. */
function noteUnknown(
  state: GoogleState,
  { names, what, caller, response }: { names: string[]; what: string; caller: Caller; response: Response },
): void {
  for (const name of names) {
    violate(state, {
      kind: `unknown_${what}`,
      message: `There is no ${what} ${name}; it is ignored.`,
      event: String(response.locals.method),
      who: caller.account,
    })
  }
}

function asProblem(state: GoogleState, error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  if (error instanceof Error && 'type' in error && String(error.type).startsWith('entity.'))
    return new ApiProblem(400, 'parseError', 'Parse Error')
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  state.log({ level: 'error', msg: 'google calendar', error: text })
  return backendError(500)
}
