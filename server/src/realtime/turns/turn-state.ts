/*
 * When the person's turn is over. Two detectors report: the client's, close to the
 * microphone and quick, and the provider's, slow and sure. Every stretch of speech
 * has to end up in exactly one committed item that is answered once, whichever of
 * the two is first. Positions are ms of audio appended upstream; `nowMs` is the clock.
 */
export interface TurnSettings {
  mode: 'hybrid' | 'server' | 'semantic'
  prefixPaddingMs: number
  silenceMs: number
}

/** How long after the client heard speech end its turn is committed. */
export const FAST_COMMIT_MS = 120
/** Less speech than this is a click, a cough, a door. */
export const MIN_SPEECH_MS = 200
/** The client alone heard speech, at least so much: it is committed this long after the provider should have done it. */
export const UNCONFIRMED_SPEECH_MS = 400
const UNCONFIRMED_WAIT_MS = 500
/** An answer to a commit, refusal included, has been seen to take a second. */
export const COMMIT_ANSWER_MS = 3_000
/** After our commit the provider may go on hearing the same speech, or begin anew without a word: then its old word is dropped this long after its silence. */
const STALE_AFTER_MS = 1_500
/** Speech that the client alone hears for this long holds up nothing any more. */
const UNCONFIRMED_HOLD_MS = 2_000
/** Somebody who talks for so long without a pause is a television: what was typed meanwhile is answered. */
const LONGEST_HOLD_MS = 60_000

/** What the client has heard that is in no committed item yet. */
export interface ClientSpeech {
  /** With the pauses between left out; never empty. `endMs` is null while the last one lasts. */
  stretches: readonly Stretch[]
  /** When the client last said that speech began, and that it ended. */
  startedAt: number
  endedAt: number
}

interface Stretch {
  startMs: number
  endMs: number | null
}

export interface ServerSpeech {
  itemId: string
  /** When we heard of it. */
  startedAt: number
  /** Where speech really began: the provider's figure without its padding. */
  startMs: number
  /** Where it really ended: without the silence that was waited for. Null while it lasts. */
  endMs: number | null
  /** Where the provider said so: it commits up to here, at once. And when we heard of it. */
  stopMs: number
  stoppedAt: number
  /** Up to here it is already in a committed item; and when that was. */
  committedMs: number
  committedAt: number
}

export interface TurnState {
  client: ClientSpeech | null
  server: ServerSpeech | null
  /** Our own commit, until the provider answers it. */
  commit: { id: string; atMs: number; askedAt: number } | null
  /** Audio before this belongs to committed items. */
  committedMs: number
  /** The newest of them: what is told about it late concerns nothing that is open. */
  committedItemId: string | null
  commitCount: number
}

export type TurnEvent = { nowMs: number; positionMs: number } & (
  | { type: 'client_started'; atMs: number }
  | { type: 'client_ended'; atMs: number }
  | { type: 'server_started'; itemId: string; atMs: number }
  | { type: 'server_stopped'; itemId: string; atMs: number }
  | { type: 'committed'; itemId: string }
  | { type: 'commit_refused'; commandId: string }
  | { type: 'tick' }
)

export type TurnCommand =
  | { type: 'commit'; id: string }
  /** This item is a turn of the person's: it wants an answer. */
  | { type: 'turn'; itemId: string; speechMs: number }
  /** This item holds nothing anybody said: delete it, answer nothing. */
  | { type: 'noise'; itemId: string; speechMs: number }

export const noTurn: TurnState = {
  client: null,
  server: null,
  commit: null,
  committedMs: 0,
  committedItemId: null,
  commitCount: 0,
}

/** Somebody speaks, or has just spoken and the turn is not settled yet: an answer asked for now would be to half a sentence. */
export function hasOpenTurn(state: TurnState, nowMs: number): boolean {
  if (state.commit) return true
  const { client, server } = state
  if (server && server.committedMs <= server.startMs && nowMs < server.startedAt + LONGEST_HOLD_MS) return true
  if (!client) return false
  return state.server !== null || !isSpeaking(client) || nowMs - client.startedAt < UNCONFIRMED_HOLD_MS
}

/** When `tick` is next due; null when nothing waits for the clock. */
export function turnDeadline(state: TurnState, settings: TurnSettings, nowMs: number): number | null {
  const { commit, client, server } = state
  if (commit) return commit.askedAt + COMMIT_ANSWER_MS
  const deadlines = [Number.POSITIVE_INFINITY]
  if (server) deadlines.push(serverExpiry(server, settings))
  if (client && !isSpeaking(client)) {
    if (isFast(state, settings)) deadlines.push(client.endedAt + FAST_COMMIT_MS)
    else if (!isConfirmed(state)) deadlines.push(client.endedAt + unconfirmedAfterMs(settings))
  }
  const holdEndsAt = server ? server.startedAt + LONGEST_HOLD_MS : client ? client.startedAt + UNCONFIRMED_HOLD_MS : 0
  if (holdEndsAt > nowMs) deadlines.push(holdEndsAt)
  const next = Math.min(...deadlines)
  return next === Number.POSITIVE_INFINITY ? null : next
}

/** The provider hears it too, and has not ended the turn itself. */
export function isConfirmed({ server }: TurnState): boolean {
  return server !== null && server.endMs === null
}

/** The client's end of speech may commit the turn. */
export function isFast(state: TurnState, settings: TurnSettings): boolean {
  return settings.mode === 'hybrid' && isConfirmed(state) && clientSpokeMs(state) >= MIN_SPEECH_MS
}

export function isSpeaking(client: ClientSpeech): boolean {
  return client.stretches.at(-1)?.endMs === null
}

/** How much the client has heard, once it is over. */
export function clientSpokeMs({ client }: TurnState): number {
  return client === null || isSpeaking(client) ? 0 : spokenBefore(client, Number.POSITIVE_INFINITY)
}

/** Speech of the client's before this place. */
export function spokenBefore(client: ClientSpeech, boundaryMs: number): number {
  return client.stretches.reduce(
    (sum, { startMs, endMs }) => sum + Math.max(0, Math.min(endMs ?? boundaryMs, boundaryMs) - startMs),
    0,
  )
}

export function unconfirmedAfterMs(settings: TurnSettings): number {
  return settings.silenceMs + UNCONFIRMED_WAIT_MS
}

/** When the provider's word about this speech is too old to be believed. */
export function serverExpiry(server: ServerSpeech, settings: TurnSettings): number {
  if (server.endMs !== null) return server.stoppedAt + COMMIT_ANSWER_MS
  return server.committedMs > 0 ? server.committedAt + settings.silenceMs + STALE_AFTER_MS : Number.POSITIVE_INFINITY
}
