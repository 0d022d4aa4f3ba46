import { z } from 'zod'

/** What can go wrong at the sandbox's Google. */
export const GOOGLE_FAULTS = [
  /** API calls: 401, as with an access token past its hour. */
  'expired_token',
  /** Token requests with a refresh token or a service account's JWT: 400 invalid_grant. */
  'invalid_grant',
  /** `events.list` with a sync token: 410 fullSyncRequired. */
  'sync_token_gone',
  /** Writes with If-Match: 412. */
  'precondition_failed',
  /** `events.insert`: 409 duplicate, and nothing is inserted. */
  'duplicate',
  /** API calls: 403 rateLimitExceeded. */
  'rate_limit_403',
  /** API calls: 429 rateLimitExceeded. */
  'rate_limit_429',
  /** Any request is answered `ms` later. */
  'slow',
  /** `freeBusy` names errors for the calendar, `events.list` an error object, both inside a 200. */
  'error_inside_200',
  /** A change is not told to the calendar's channels. */
  'lost_push',
  /** API calls and token requests: `status`. */
  'server_error',
  /** The connection breaks before anything is done. */
  'connection_dropped',
  /** The request is carried out, and the connection breaks in place of its answer. */
  'answer_lost',
  /** Lists come in pages of one, whatever was asked. */
  'small_pages',
] as const

export type GoogleFaultKind = (typeof GOOGLE_FAULTS)[number]

const GoogleFault = z.strictObject({
  kind: z.enum(GOOGLE_FAULTS),
  /** A calendar's id, or an account's address for all that is its own or is asked in its name; null strikes everybody. */
  for: z.string().nullable().default(null),
  /** How often it strikes; null until it is cleared. */
  times: z.int().min(1).nullable().default(null),
  ms: z.int().min(0).max(600_000).default(3000),
  status: z.int().min(500).max(599).default(503),
})

export type GoogleFault = z.infer<typeof GoogleFault>

/** Changed as a whole by tests; counts are used up. */
export const GoogleFaults = z.strictObject({ googleFaults: z.array(GoogleFault) })

export type GoogleFaults = z.infer<typeof GoogleFaults>

export const noGoogleFaults: GoogleFaults = { googleFaults: [] }

/** The first fault of this kind that is meant for one of `whom`, used up by one; null when none is due. */
export function googleStrike(
  faults: GoogleFaults,
  kind: GoogleFaultKind,
  whom: readonly (string | null | undefined)[],
): GoogleFault | null {
  const index = faults.googleFaults.findIndex(
    (fault) => fault.kind === kind && (fault.for === null || whom.includes(fault.for)),
  )
  const fault = faults.googleFaults[index]
  if (!fault) return null
  if (fault.times !== null && --fault.times === 0) faults.googleFaults.splice(index, 1)
  return fault
}
