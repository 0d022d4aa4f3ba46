import type { Line } from '../responses/response-state.ts'
import type { Protection } from './interruption.ts'

/** The greeting says that Ava is an AI: this much of it is heard whatever happens. */
const GREETING_GUARD_SAMPLES = 3 * 24_000

/** How firmly Ava holds on to what she is saying. `playedSamples` is how much of it has been heard. */
export function protectionOf(line: Line | null, playedSamples: number): Protection {
  if (line === null) return 'none'
  if (line.kind === 'emergency' || line.kind === 'closing') return 'absolute'
  if (line.kind !== 'greeting') return 'none'
  return playedSamples < GREETING_GUARD_SAMPLES ? 'absolute' : 'guarded'
}
