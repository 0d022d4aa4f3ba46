import { z } from 'zod'
import { CalendarError } from './calendar.ts'

/** `{ error: { code, errors: [{ reason }] } }` of the API, `{ error: "invalid_grant" }` of the token endpoint. */
const ErrorBody = z.object({
  error: z.union([
    z.string(),
    z.object({ code: z.number().optional(), errors: z.array(z.object({ reason: z.string() })).optional() }),
  ]),
})

const QUOTA = new Set([
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'quotaExceeded',
  'dailyLimitExceeded',
  'calendarUsageLimitsExceeded',
])
const DEAD = new Set(['invalid_grant', 'unauthorized_client', 'invalid_client', 'deleted_client', 'disabled_client'])

/** Google's status and its own word for what is wrong; null when there was no answer. */
export function answerOf(error: unknown): { status: number; reason: string } | null {
  const response = (error as { response?: { status?: unknown; data?: unknown } } | null)?.response
  if (typeof response?.status !== 'number') return null
  return { status: response.status, reason: reasonIn(response.data) ?? '' }
}

/** The word for an error inside a body; null when there is none. */
export function reasonIn(body: unknown): string | null {
  const parsed = ErrorBody.safeParse(typeof body === 'string' ? jsonOf(body) : body)
  if (!parsed.success) return null
  const { error } = parsed.data
  return typeof error === 'string' ? error : (error.errors?.[0]?.reason ?? 'error')
}

/**
 * What the SDK threw, as one of ours. The SDK's error holds the whole request with its token, and
 * is not kept as a cause.
 */
export function asCalendarError(error: unknown): CalendarError {
  if (error instanceof CalendarError) return error
  const answer = answerOf(error)
  if (!answer) return new CalendarError('unreachable', { code: systemCode(error) })
  const { status, reason } = answer
  const details = { status, code: reason }
  if (DEAD.has(reason)) return new CalendarError('dead_token', details)
  if (status === 401) return new CalendarError('dead_token', details)
  if (status === 429 || QUOTA.has(reason)) return new CalendarError('quota', details)
  if (status === 403 || status === 404) return new CalendarError('forbidden', details)
  if (status >= 500 || status === 408) return new CalendarError('unreachable', details)
  return new CalendarError('refused', details)
}

function systemCode(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown'
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: then there is no error of Google's in it.
    return null
  }
}
