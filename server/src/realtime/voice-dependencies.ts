import type { Logger } from 'pino'
import type { UpstreamVoice } from '../adapters/voice/upstream-voice.ts'
import type { Clock } from './clock.ts'

export interface VoiceDependencies {
  upstream: UpstreamVoice
  logger: Logger
  models: { realtime: string; transcription: string }
  limits: VoiceLimits
  clock: Clock
}

export interface VoiceLimits {
  /** The longest a call may last. */
  callMs: number
  /** Silence before Ava asks whether anybody is there; and after that before the call ends. */
  idleMs: number
  idleEndMs: number
  /** What one call may cost, in micro-cents. */
  callMicroCents: bigint
}

export const defaultVoiceLimits: VoiceLimits = {
  callMs: 20 * 60_000,
  idleMs: 30_000,
  idleEndMs: 15_000,
  // Three dollars: about forty minutes of talk at the list price, cache missed now and then.
  callMicroCents: 300_000_000n,
}
