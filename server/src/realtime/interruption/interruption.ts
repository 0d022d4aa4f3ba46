/*
 * When somebody speaks while Ava does. Her voice is lowered at once, which costs
 * nothing when it was only a cough, and stopped as soon as it is clear that a person
 * really speaks. Which of the two it was, the same two detectors tell as for turns.
 */

/** Speech has to last this long to stop Ava. A "mhm" is shorter. */
export const CONFIRM_MS = 250
/** A guarded line wants more than that, heard by the provider too. */
export const GUARDED_CONFIRM_MS = 700

/** The provider alone hears it, in a call where the client's detector works: perhaps an echo of Ava's own voice. */
const PROVIDER_ALONE_CONFIRM_MS = 500

/** `guarded`: the greeting, which discloses what Ava is. `absolute`: nothing stops this (its first seconds; an emergency). */
export type Protection = 'none' | 'guarded' | 'absolute'

type Detector = 'client' | 'server'

export interface InterruptionState {
  /** Who hears speech now, and since when (clock, where the speech itself began). */
  hearing: { client: number | null; server: number | null }
  /** When the client last heard speech end; null while its detector has said nothing in this call. */
  clientEndedAt: number | null
  isDucked: boolean
  /** This stretch of speech has stopped Ava. */
  isConfirmed: boolean
}

export interface InterruptionContext {
  nowMs: number
  /** Ava is heard, or is about to be. */
  isAvaBusy: boolean
  /** Ava is heard now. */
  isAudible: boolean
  protection: Protection
  /** In the other modes the client's detector may lower Ava's voice, not stop it. */
  mode: 'hybrid' | 'server' | 'semantic'
}

export type InterruptionEvent =
  /** `sinceMs`: how much of the speech there had been when this was told. */
  | { type: 'started'; by: Detector; sinceMs: number }
  | { type: 'ended'; by: Detector }
  /** Ava began or stopped being heard, or `interruptionDeadline` has come. */
  | { type: 'tick' }

export type InterruptionCommand = { type: 'duck'; isDucked: boolean } | { type: 'interrupt' }

export const nobodySpeaks: InterruptionState = {
  hearing: { client: null, server: null },
  clientEndedAt: null,
  isDucked: false,
  isConfirmed: false,
}

/** Speech known before this much of it had passed; more is a clock gone wrong. */
const MAX_HEAD_START_MS = 500

export function interrupt(
  before: InterruptionState,
  event: InterruptionEvent,
  context: InterruptionContext,
): { state: InterruptionState; commands: InterruptionCommand[] } {
  const state = hear(before, event, context)
  const confirmAt = confirmationAt(state, context)
  const isConfirming = confirmAt !== null && context.nowMs >= confirmAt && context.isAvaBusy
  if (isConfirming) {
    // The duck is lifted with the flush: what comes after it is said at full voice.
    const commands: InterruptionCommand[] = [{ type: 'interrupt' }]
    if (state.isDucked) commands.push({ type: 'duck', isDucked: false })
    return { state: { ...state, isDucked: false, isConfirmed: true }, commands }
  }
  const shouldDuck = isHeard(state) && context.isAudible && context.protection === 'none'
  if (shouldDuck === state.isDucked) return { state, commands: [] }
  return { state: { ...state, isDucked: shouldDuck }, commands: [{ type: 'duck', isDucked: shouldDuck }] }
}

/** When `tick` is due to confirm; null when nothing is on its way. */
export function interruptionDeadline(state: InterruptionState, context: InterruptionContext): number | null {
  if (!context.isAvaBusy) return null
  const at = confirmationAt(state, context)
  return at !== null && at > context.nowMs ? at : null
}

function hear(state: InterruptionState, event: InterruptionEvent, { nowMs }: InterruptionContext): InterruptionState {
  if (event.type === 'tick') return state
  const hearing = { ...state.hearing }
  let { clientEndedAt } = state
  if (event.type === 'started') {
    const since = nowMs - Math.min(MAX_HEAD_START_MS, Math.max(0, event.sinceMs))
    // The provider is late: the client has heard the end of this already.
    const isOver = event.by === 'server' && hearing.client === null && clientEndedAt !== null && since < clientEndedAt
    if (!isOver) hearing[event.by] = since
  } else {
    // The client hears the end at once, the provider only after its silence: its word on this stretch is out of date.
    if (event.by === 'client' && hearing.client !== null) hearing.server = null
    if (event.by === 'client') clientEndedAt = nowMs
    hearing[event.by] = null
  }
  const isSilent = hearing.client === null && hearing.server === null
  return { ...state, hearing, clientEndedAt, isConfirmed: isSilent ? false : state.isConfirmed }
}

function isHeard({ hearing }: InterruptionState): boolean {
  return hearing.client !== null || hearing.server !== null
}

function confirmationAt(state: InterruptionState, { protection, mode }: InterruptionContext): number | null {
  const { client, server } = state.hearing
  if (protection === 'absolute') return null
  if (protection === 'guarded') return server === null ? null : Math.min(server, client ?? server) + GUARDED_CONFIRM_MS
  if (mode === 'hybrid' && client !== null) return Math.min(client, server ?? client) + CONFIRM_MS
  const isClientSilent = mode === 'hybrid' && state.clientEndedAt !== null
  return server === null ? null : server + (isClientSilent ? PROVIDER_ALONE_CONFIRM_MS : CONFIRM_MS)
}
