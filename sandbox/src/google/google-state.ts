import type { SandboxClock } from '../control/clock.ts'
import type { ViolationLog } from '../control/violations.ts'
import type { LogEntry } from '../openai/openai-state.ts'
import type { GoogleData } from './google-data.ts'
import type { GoogleFaults } from './google-faults.ts'
import type { Snapshots } from './calendar/list-events.ts'
import type { PushLog } from './calendar/push-log.ts'
import type { Quota } from './calendar/quota.ts'

/** What the sandbox's Google shares between its requests. */
export interface GoogleState {
  data: GoogleData
  clock: SandboxClock
  violations: ViolationLog
  /** Changed in place by whoever tests. */
  faults: GoogleFaults
  pushes: PushLog
  quota: Quota
  /** Lists whose further pages may still be asked for, by page token. */
  snapshots: Snapshots
  log: (entry: LogEntry) => void
  /** Called after everything that changes `data`. */
  changed: () => void
}

/** Notes what Google refuses and a client should not have sent. */
export function violate(
  state: GoogleState,
  { kind, message, event, who }: { kind: string; message: string; event: string; who: string },
): void {
  state.violations.add({
    at: new Date(state.clock.now()).toISOString(),
    session: who,
    kind,
    message,
    event,
    eventId: null,
  })
  state.log({ level: 'warn', msg: 'protocol violation', provider: 'google', kind, message, event })
}
