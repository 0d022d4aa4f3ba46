import type { GoogleControl } from '../google/google-control.ts'
import type { OpenAiState } from '../openai/openai-state.ts'
import { Faults, noFaults, type FaultChange } from '../openai/realtime/faults.ts'
import type { WebhooksControl } from '../messaging/webhooks-control.ts'
import type { SendGridControl } from '../sendgrid/sendgrid-control.ts'
import type { TwilioControl } from '../twilio/twilio-control.ts'
import type { Outbox, OutboxEntry } from './outbox.ts'
import type { Violation } from './violations.ts'

export interface SessionSummary {
  id: string
  model: string
  openedAt: string
  /** Where this session's words come from: they are the sandbox's, nobody's speech is recognised. */
  ear: 'script' | 'demo'
  /** Lines of the script that nobody has said yet. */
  toHear: string[]
  items: number
}

/** What tests and the page may do to the sandbox; `/control/*` offers the same over HTTP. */
export interface SandboxControl {
  /**
   * What the newest open Realtime session hears next, turn by turn, or the next one when
   * none is open. Lines are added to those still to come; an empty list drops them all,
   * and the ear is deaf.
   */
  ears: (utterances: readonly string[]) => void
  /** Lines that wait for the next session. */
  waitingEars: () => string[]
  violations: () => readonly Violation[]
  clearViolations: () => void
  advanceClock: (ms: number) => void
  /** The sandbox's time, milliseconds since 1970. */
  now: () => number
  faults: () => Faults
  /** Changes some; throws a ZodError for a name or a value that does not exist. */
  setFaults: (change: FaultChange) => void
  resetFaults: () => void
  outbox: () => readonly OutboxEntry[]
  clearOutbox: () => void
  sessions: () => SessionSummary[]
  /** Every open session reaches its 60 minutes now. */
  expireSessions: () => void
  /** Every open session's connection breaks now. */
  dropSessions: () => void
  google: GoogleControl
  twilio: TwilioControl
  sendgrid: SendGridControl
  webhooks: WebhooksControl
}

type Providers = Pick<SandboxControl, 'google' | 'twilio' | 'sendgrid' | 'webhooks'>

export function sandboxControl(openai: OpenAiState, outbox: Outbox, providers: Providers): SandboxControl {
  return {
    ...providers,
    ears(utterances) {
      const newest = [...openai.sessions].at(-1)
      if (newest) newest.ears.give(utterances)
      else openai.earScripts.give(utterances)
    },
    waitingEars: () => openai.earScripts.waiting(),
    violations: () => openai.violations.all(),
    clearViolations: () => openai.violations.clear(),
    advanceClock: (ms) => openai.clock.advance(ms),
    now: () => openai.clock.now(),
    faults: () => structuredClone(openai.faults),
    setFaults(change) {
      Object.assign(openai.faults, Faults.partial().parse(change))
    },
    resetFaults() {
      Object.assign(openai.faults, structuredClone(noFaults))
    },
    outbox: () => outbox.all(),
    clearOutbox: () => outbox.clear(),
    sessions: () =>
      [...openai.sessions].map((session) => ({
        id: session.id,
        model: session.config.model,
        openedAt: new Date(session.openedAt).toISOString(),
        ear: session.ears.source,
        toHear: session.ears.remaining(),
        items: session.conversation.entries().length,
      })),
    expireSessions() {
      for (const session of [...openai.sessions]) session.expire()
    },
    dropSessions() {
      for (const session of [...openai.sessions]) session.out.breakMidFrame()
    },
  }
}
