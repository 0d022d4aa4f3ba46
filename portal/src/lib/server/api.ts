/** The only caller of the server. Everything else in the portal asks through here. */
import type { RequestEvent } from '@sveltejs/kit'
import { ApiError } from '@ava/protocol/api-error.ts'
import { error, redirect } from '@sveltejs/kit'
import type { z } from 'zod'
import { messagesFor } from '#lib/messages/messages-for.ts'

const usualTimeoutMs = 10_000
const downloadTimeoutMs = 120_000

/** What the caller is: a load function's event or an action's. Its `url` is never read here: a load that reads it runs again whenever it changes. */
export type Caller = Pick<RequestEvent, 'request' | 'locals' | 'platform' | 'getClientAddress'>

export type Refusal = {
  ok: false
  status: number
  code?: string
  message: string
  /** What was wrong with which field. */
  fields?: Record<string, string>
  requestId?: string
}
export type Answer<Data> = { ok: true; data: Data } | Refusal

interface Question<Schema extends z.ZodType> {
  /** Under `/api/portal/`. */
  path: string
  schema: Schema
  query?: Record<string, string | number | undefined>
  /** The spa asked about; the server checks that this person may. */
  tenantId?: string
  /** A change instead of a question; `body` goes as JSON. */
  change?: { method: 'POST' | 'DELETE'; body: unknown }
  /** Where an integration has to be asked on the way, longer than usual. */
  timeoutMs?: number
}

/** Asks the portal's API and parses the answer; a refusal is returned. Throws when the answer is not what the protocol says. */
export async function askApi<Schema extends z.ZodType>(
  caller: Caller,
  { path, schema, query, tenantId, change, timeoutMs }: Question<Schema>,
): Promise<Answer<z.output<Schema>>> {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(name, String(value))
  const response = await send(caller, {
    path: `/api/portal/${path}${search.size > 0 ? `?${search}` : ''}`,
    headers: {
      ...(tenantId === undefined ? {} : { 'x-ava-spa': tenantId }),
      ...(change === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(change === undefined ? {} : { method: change.method, body: JSON.stringify(change.body) }),
    timeoutMs,
  })
  if (!(response instanceof Response)) return response
  // No JSON (a proxy's page, half an answer) is no answer of ours: a refusal gets words by its status, a success does not parse.
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok) return { ok: true, data: schema.parse(body) }
  return refusal(caller, { status: response.status, body })
}

/** Like `askApi`, for pages that cannot do without: nobody signed in goes to sign-in and comes back here, the rest becomes the error page. */
export async function callApi<Schema extends z.ZodType>(
  caller: Caller,
  question: Question<Schema>,
): Promise<z.output<Schema>> {
  const answer = await askApi(caller, question)
  if (answer.ok) return answer.data
  if (answer.status === 401) redirect(303, `/sign-in?next=${encodeURIComponent(caller.locals.page)}`)
  return error(answer.status, answer.message, { code: answer.code, requestId: answer.requestId })
}

/** A download of the API's, with the headers that make it one and keep it from being a page. */
export async function fetchFile(
  caller: Caller,
  { path, tenantId }: { path: string; tenantId: string },
): Promise<Answer<{ body: ReadableStream<Uint8Array> | null; headers: Headers }>> {
  const response = await send(caller, {
    path: `/api/portal/${path}`,
    headers: { 'x-ava-spa': tenantId },
    timeoutMs: downloadTimeoutMs,
  })
  if (!(response instanceof Response)) return response
  if (!response.ok) {
    // As above: what is no answer of ours gets words by its status.
    const body: unknown = await response.json().catch(() => undefined)
    return refusal(caller, { status: response.status, body })
  }
  const headers = new Headers()
  for (const name of [
    'content-type',
    'content-length',
    'content-disposition',
    'x-content-type-options',
    'content-security-policy',
    'x-frame-options',
    'referrer-policy',
    'cache-control',
  ]) {
    const value = response.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  return { ok: true, data: { body: response.body, headers } }
}

/** A change somebody asked for by a form. Nobody signed in (any more) goes to sign-in and comes back to `page`; the rest is returned. */
export async function changeApi<Schema extends z.ZodType>(
  caller: Caller,
  question: Question<Schema> & { change: NonNullable<Question<Schema>['change']> },
  { page }: { page: string },
): Promise<Answer<z.output<Schema>>> {
  const answer = await askApi(caller, question)
  if (!answer.ok && answer.status === 401) redirect(303, `/sign-in?next=${encodeURIComponent(page)}`)
  return answer
}

/** Asks the sign-in service; its cookies go on to the browser. Without a body it is a question. */
export async function askAuth<Schema extends z.ZodType>(
  caller: Caller,
  { path, schema, body }: { path: string; schema: Schema; body?: unknown },
): Promise<Answer<z.output<Schema>>> {
  const response = await send(caller, {
    path: `/auth/${path}`,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST' as const, body: JSON.stringify(body) }),
  })
  if (!(response instanceof Response)) return response
  caller.locals.setCookies.push(...response.headers.getSetCookie())
  const said: unknown = await response.json().catch(() => undefined)
  if (response.ok) return { ok: true, data: schema.parse(said) }
  return refusal(caller, { status: response.status, body: said })
}

interface Sending {
  path: string
  method?: 'POST' | 'DELETE'
  headers: Record<string, string>
  body?: string
  timeoutMs?: number | undefined
}

/** Sends with the person's own cookies, origin and address. No answer in time, or none at all, is a refusal in words. */
async function send(
  caller: Caller,
  { path, method, headers, body, timeoutMs = usualTimeoutMs }: Sending,
): Promise<Response | Refusal> {
  try {
    return await fetch(caller.locals.serverOrigin + path, {
      method,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { ...passedOn(caller), ...headers, accept: 'application/json' },
    })
  } catch (cause) {
    const isLate = cause instanceof Error && cause.name === 'TimeoutError'
    const words = messagesFor(caller.locals.locale).problem
    return isLate
      ? { ok: false, status: 504, message: words.late }
      : { ok: false, status: 503, message: words.unreachable }
  }
}

function passedOn(caller: Caller): Record<string, string> {
  const { headers } = caller.request
  // Limits on sign-in count by address: without this every person would be 127.0.0.1.
  const passed: Record<string, string> = {
    'x-forwarded-for': clientAddress(caller),
    // The language chosen here, not the browser's: refusals and labels come in it.
    'accept-language': caller.locals.locale,
  }
  for (const name of ['cookie', 'origin', 'user-agent', 'x-request-id']) {
    const value = headers.get(name)
    if (value !== null) passed[name] = value
  }
  return passed
}

/** Express knows which proxies to believe; without it, whoever opened the connection. */
function clientAddress(caller: Caller): string {
  const request = caller.platform?.req
  return request !== undefined && 'ip' in request && typeof request.ip === 'string'
    ? request.ip
    : caller.getClientAddress()
}

function refusal(caller: Caller, { status, body }: { status: number; body: unknown }): Refusal {
  const parsed = ApiError.safeParse(body)
  if (parsed.success) return { ok: false, status, ...pickError(parsed.data) }
  return { ok: false, status, message: messagesFor(caller.locals.locale).problem.byStatus(status) }
}

function pickError({ error: { code, message, fields, requestId } }: ApiError) {
  return { code, message, fields, requestId }
}
