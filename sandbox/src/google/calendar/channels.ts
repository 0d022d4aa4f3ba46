import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { Channel, StoredCalendar } from '../google-data.ts'
import { googleStrike } from '../google-faults.ts'
import type { GoogleState } from '../google-state.ts'
import { ApiProblem, invalid, required } from './api-problem.ts'
import { concerned, type Caller } from './caller.ts'
import { resourceIdOf } from './event-resource.ts'
import type { PushEntry } from './push-log.ts'

const DEFAULT_TTL_S = 7 * 24 * 3600
const MOST_TTL_S = 30 * 24 * 3600
const TIMEOUT_MS = 5000
/** Google tries again after these answers, and waits longer every time. */
const AGAIN = [500, 502, 503, 504]
const ATTEMPTS = 5
const FIRST_WAIT_MS = 1000

const WatchBody = z.object({
  id: z.string().nullish(),
  type: z.string().nullish(),
  address: z.string().nullish(),
  token: z.string().max(256).nullish(),
  expiration: z.union([z.string().regex(/^\d+$/), z.number()]).nullish(),
  params: z.object({ ttl: z.union([z.string().regex(/^\d+$/), z.number()]).nullish() }).nullish(),
})
const StopBody = z.object({ id: z.string(), resourceId: z.string() })

/** Messages of one channel go out one after the other: `sync` is the first. */
const queues = new WeakMap<Channel, Promise<void>>()

/** Opens a channel for the calendar's events; its `sync` message goes out after the answer. */
export function watch(
  state: GoogleState,
  { calendar, caller, body, baseUrl }: { calendar: StoredCalendar; caller: Caller; body: unknown; baseUrl: string },
): Record<string, unknown> {
  const { data, clock } = state
  const parsed = WatchBody.safeParse(body)
  if (!parsed.success) throw invalid(`Invalid value for: ${parsed.error.issues[0]?.path.join('.') ?? 'channel'}`)
  const { id, type, address, token = null, expiration, params } = parsed.data
  if (!id) throw new ApiProblem(400, 'required', 'Required: entity.id is missing.', { domain: 'global' })
  if (!/^[A-Za-z0-9\-_+/=]{1,64}$/.test(id))
    throw new ApiProblem(400, 'channelIdInvalid', 'Invalid channel id.', { domain: 'push' })
  if (type !== 'web_hook' && type !== 'webhook')
    throw new ApiProblem(400, 'unknownChannelType', `Unknown channel type: ${type ?? ''}`, { domain: 'push' })
  if (!address) throw required('Required: entity.address is missing.')
  const url = URL.parse(address)
  if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && isLocal(url)))
    throw new ApiProblem(400, 'push.webhookUrlNotHttps', `WebHook callback must be HTTPS: ${address}`)
  const now = clock.now()
  forgetExpired(state)
  if (data.channels.has(id))
    throw new ApiProblem(400, 'channelIdNotUnique', `Channel id ${id} not unique`, { domain: 'push' })
  const ttlMs = Number(params?.ttl ?? DEFAULT_TTL_S) * 1000
  const wanted = expiration ? Number(expiration) : now + ttlMs
  if (wanted <= now) throw invalid('Invalid value for: expiration')
  const channel: Channel = {
    id,
    resourceId: resourceIdOf(calendar),
    resourceUri: `${baseUrl}/calendars/${encodeURIComponent(calendar.id)}/events?alt=json`,
    calendarId: calendar.id,
    account: caller.account,
    clientId: caller.clientId,
    address,
    token: token ?? null,
    expiresAt: Math.min(wanted, now + MOST_TTL_S * 1000),
    lastMessage: 0,
  }
  data.channels.set(id, channel)
  state.changed()
  send(state, channel, 'sync')
  return {
    kind: 'api#channel',
    id,
    resourceId: channel.resourceId,
    resourceUri: channel.resourceUri,
    ...(token ? { token } : {}),
    expiration: String(channel.expiresAt),
  }
}

export function stopChannel(state: GoogleState, { caller, body }: { caller: Caller; body: unknown }): void {
  const parsed = StopBody.safeParse(body)
  if (!parsed.success) throw required('Required: entity.id and entity.resourceId')
  const { id, resourceId } = parsed.data
  const found = state.data.channels.get(id)
  const isOwn = found?.account === caller.account && found.clientId === caller.clientId
  if (!found || !isOwn || found.expiresAt <= state.clock.now() || found.resourceId !== resourceId) {
    const message = `Channel '${id}' not found for project 'sandbox-calendar'`
    throw new ApiProblem(404, 'notFound', message)
  }
  state.data.channels.delete(id)
  state.changed()
}

/** A calendar has changed: every channel that watches it gets `exists`. */
export function tellChannels(state: GoogleState, calendar: StoredCalendar): void {
  forgetExpired(state)
  for (const channel of state.data.channels.values()) {
    if (channel.calendarId === calendar.id) send(state, channel, 'exists')
  }
}

function send(state: GoogleState, channel: Channel, what: 'sync' | 'exists'): void {
  // Numbers grow, and are not one after the other: the first is 1.
  channel.lastMessage += what === 'sync' ? 1 : 1 + Math.floor(Math.random() * 1000)
  const entry: PushEntry = {
    at: new Date(state.clock.now()).toISOString(),
    channel: channel.id,
    calendar: channel.calendarId,
    address: channel.address,
    state: what,
    messageNumber: channel.lastMessage,
    outcome: 'pending',
    status: null,
    attempts: 0,
  }
  state.pushes.add(entry)
  if (
    what === 'exists' &&
    googleStrike(
      state.faults,
      'lost_push',
      concerned(state, { account: channel.account, calendar: channel.calendarId }),
    )
  ) {
    entry.outcome = 'lost'
    return
  }
  if (!isLocal(new URL(channel.address))) {
    entry.outcome = 'not_local'
    state.log({ level: 'warn', msg: 'a push channel outside this machine is not called: the sandbox contacts nobody' })
    return
  }
  const before = queues.get(channel) ?? Promise.resolve()
  queues.set(
    channel,
    before.then(() => deliver(state, channel, entry)),
  )
}

async function deliver(state: GoogleState, channel: Channel, entry: PushEntry): Promise<void> {
  for (let waitMs = FIRST_WAIT_MS; entry.attempts < ATTEMPTS; waitMs *= 2) {
    if (state.data.channels.get(channel.id) !== channel || channel.expiresAt <= state.clock.now()) return
    entry.attempts++
    entry.status = await post(channel, entry)
    if (entry.status !== null && !AGAIN.includes(entry.status)) break
    if (entry.attempts < ATTEMPTS) await wait(waitMs, undefined, { ref: false })
  }
  const isTaken = entry.status !== null && entry.status >= 200 && entry.status < 300
  entry.outcome = isTaken ? 'delivered' : entry.status === null ? 'unanswered' : 'refused'
  if (!isTaken) state.log({ level: 'warn', msg: 'a push was not taken', channel: channel.id, status: entry.status })
}

async function post(channel: Channel, entry: PushEntry): Promise<number | null> {
  try {
    const answer = await fetch(channel.address, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'user-agent': 'APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)',
        'x-goog-channel-id': channel.id,
        ...(channel.token === null ? {} : { 'x-goog-channel-token': channel.token }),
        'x-goog-channel-expiration': new Date(channel.expiresAt).toUTCString(),
        'x-goog-resource-id': channel.resourceId,
        'x-goog-resource-uri': channel.resourceUri,
        'x-goog-resource-state': entry.state,
        'x-goog-message-number': String(entry.messageNumber),
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await answer.body?.cancel()
    return answer.status
  } catch {
    // Nobody there, or no answer in time: tried again, and said in the log of pushes.
    return null
  }
}

function forgetExpired({ data, clock }: GoogleState): void {
  for (const [id, channel] of data.channels) if (channel.expiresAt <= clock.now()) data.channels.delete(id)
}

function isLocal({ hostname }: URL): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
}
