import type { ResponseRequest } from '../../adapters/voice/upstream-voice.ts'

/*
 * Which answer is asked for next. The provider refuses a second answer while one is
 * active, and so there is never more than one outstanding: everything else waits here.
 */

/**
 * Why Ava should speak. `user` and `tools` are the model's own answer to all that
 * stands in the conversation, so one request serves every reason of this kind; `exact` is
 * a tool's sentence that must be said as it stands, in the model's own turn; a `line` is one
 * fixed sentence of ours. Neither is ever merged with another.
 */
export type Want = { reason: 'user' | 'tools' } | { reason: 'exact'; text: string } | { reason: 'line'; line: Line }

export interface Line {
  kind: 'greeting' | 'emergency' | 'filler' | 'prompt' | 'closing' | 'apology'
  text: string
}

/** Without a sign of life for this long, an answer is asked for once more. */
export const WATCHDOG_MS = 8_000
/** A cancelled answer ends within this time, or is given up for ended. */
export const CANCEL_MS = 3_000
/** After a failure (a rate limit, mostly) this long before the one retry. */
export const RETRY_AFTER_MS = 1_500

export type Phase =
  | { name: 'idle' }
  /** Asked for; the provider has not begun. */
  | { name: 'requested'; want: Want; requestId: string; attempt: number; since: number; isUnwanted: boolean }
  /** The provider has begun. `want` is null for one that nobody here asked for. */
  | { name: 'active'; want: Want | null; responseId: string; attempt: number; since: number; hasOutput: boolean }
  | { name: 'cancelling'; responseId: string; since: number }
  /** Refused because another answer is active: asked for again when that one has ended. */
  | { name: 'blocked'; want: Want; attempt: number; since: number }
  | { name: 'retrying'; want: Want; attempt: number; at: number }

export interface ResponseState {
  phase: Phase
  queue: Want[]
  requestCount: number
  /** Answers whose audio is not wanted any more; the newest few hundred. */
  cancelled: ReadonlySet<string>
}

export type ResponseEvent = {
  nowMs: number
  /** A turn of the person's is open: the model's own answers wait for it. */ isHeld: boolean
} & (
  | { type: 'wanted'; want: Want }
  | { type: 'started'; responseId: string; requestId: string | null }
  | { type: 'output'; responseId: string }
  /** More than anybody listens to: the rest is not wanted, what there is may be heard. */
  | { type: 'overlong'; responseId: string }
  | {
      type: 'ended'
      responseId: string
      requestId: string | null
      status: 'completed' | 'cancelled' | 'failed' | 'incomplete'
    }
  | { type: 'refused'; requestId: string; isBusy: boolean }
  /** Somebody interrupts, or types: what is being said is not wanted any more. */
  | { type: 'interrupted' }
  /** Nothing but this from here on. */
  | { type: 'cleared' }
  | { type: 'tick' }
)

export type ResponseCommand =
  | { type: 'request'; requestId: string; want: Want; request: ResponseRequest }
  | { type: 'cancel'; responseId: string }
  /** Asked twice in vain. */
  | { type: 'gave_up'; want: Want }

export const noResponse: ResponseState = {
  phase: { name: 'idle' },
  queue: [],
  requestCount: 0,
  cancelled: new Set(),
}

export function responseDeadline({ phase }: ResponseState): number | null {
  switch (phase.name) {
    case 'idle':
      return null
    case 'requested':
    case 'blocked':
      return phase.since + WATCHDOG_MS
    case 'active':
      return phase.hasOutput ? null : phase.since + WATCHDOG_MS
    case 'cancelling':
      return phase.since + CANCEL_MS
    case 'retrying':
      return phase.at
  }
}

/** The model is at work, or will be. */
export function isAnswering(state: ResponseState): boolean {
  return state.phase.name !== 'idle' || state.queue.length > 0
}
