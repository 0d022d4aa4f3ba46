import { CloseCode } from '@ava/protocol/socket-rules.ts'

export type StopReason = 'replaced' | 'malformed'
export type ReconnectPlan = { kind: 'retry'; afterMs: number } | { kind: 'stop'; reason: StopReason }

const FIRST_MS = 400
const LONGEST_MS = 15_000

/**
 * What to do when the socket closed with `code`, the `attempt`th time in a row
 * (counting from 0); `random` is 0–1. Half of each wait is chance, so that a server
 * that comes back is not met by everybody at once. 1000 and 1001 count as a lost
 * connection: phones close sockets of sleeping tabs that way.
 */
export function planReconnect({
  code,
  attempt,
  random,
}: {
  code: number
  attempt: number
  random: number
}): ReconnectPlan {
  if (code === CloseCode.replaced) return { kind: 'stop', reason: 'replaced' }
  if (code === CloseCode.malformed) return { kind: 'stop', reason: 'malformed' }
  // The token was used up or too old, which a new one mends: once at once, then like everything else.
  if (code === CloseCode.unauthorized && attempt === 0) return { kind: 'retry', afterMs: 0 }
  const floor = code === CloseCode.rateLimited ? 5_000 : 0
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt)
  return { kind: 'retry', afterMs: Math.max(floor, full / 2 + (full / 2) * random) }
}
