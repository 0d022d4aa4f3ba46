import type { SandboxClock } from '../control/clock.ts'
import type { ViolationLog } from '../control/violations.ts'
import type { EarScripts } from './ears/ears.ts'
import type { MindRequest, MindTurn } from './mind/mind-request.ts'
import type { Faults } from './realtime/faults.ts'
import type { RealtimeSession } from './realtime/session.ts'

export interface LogEntry {
  level: 'info' | 'warn' | 'error'
  msg: string
  [field: string]: unknown
}

/** What the sandbox's OpenAI shares between its connections. */
export interface OpenAiState {
  clock: SandboxClock
  violations: ViolationLog
  earScripts: EarScripts
  /** Changed in place, so that open sessions notice. */
  faults: Faults
  /** Open sessions, oldest first. */
  sessions: Set<RealtimeSession>
  think: (request: MindRequest) => MindTurn
  log: (entry: LogEntry) => void
}
