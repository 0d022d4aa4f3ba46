import {
  COMMIT_ANSWER_MS,
  FAST_COMMIT_MS,
  MIN_SPEECH_MS,
  UNCONFIRMED_SPEECH_MS,
  clientSpokeMs,
  isConfirmed,
  isFast,
  isSpeaking,
  spokenBefore,
  serverExpiry,
  unconfirmedAfterMs,
  type ClientSpeech,
  type TurnCommand,
  type TurnEvent,
  type TurnSettings,
  type TurnState,
} from './turn-state.ts'

interface Step {
  state: TurnState
  commands: TurnCommand[]
}

/** Enough for any sentence; a detector that stutters for minutes fills no memory. */
const MAX_STRETCHES = 64

/** One step of turn-taking. `tick` is due at `turnDeadline`, and harmless at any time. */
export function takeTurn(state: TurnState, event: TurnEvent, settings: TurnSettings): Step {
  switch (event.type) {
    case 'client_started':
      return { state: { ...state, client: clientStarted(state, event) }, commands: [] }
    case 'client_ended':
      return { state: { ...state, client: clientEnded(state, event) }, commands: [] }
    case 'server_started':
      return commitIfDue({ ...state, server: serverStarted(state, event, settings) }, event, settings)
    case 'server_stopped':
      return { state: { ...state, server: serverStopped(state, event, settings) }, commands: [] }
    case 'committed':
      return committed(state, event)
    case 'commit_refused':
      return commitRefused(state, event)
    case 'tick':
      return commitIfDue(state, event, settings)
  }
}

function clientStarted(state: TurnState, event: TurnEvent & { type: 'client_started' }): ClientSpeech {
  const { client } = state
  // Told twice, it is the same speech.
  if (client && isSpeaking(client)) return client
  const startMs = Math.max(state.committedMs, Math.min(event.atMs, event.positionMs))
  const stretches = [...(client?.stretches ?? []), { startMs, endMs: null }].slice(-MAX_STRETCHES)
  return { stretches, startedAt: event.nowMs, endedAt: client?.endedAt ?? 0 }
}

function clientEnded(state: TurnState, event: TurnEvent & { type: 'client_ended' }): ClientSpeech | null {
  const { client } = state
  const last = client?.stretches.at(-1)
  if (!client || !last || last.endMs !== null) return client
  const endMs = Math.min(event.atMs, event.positionMs)
  const before = client.stretches.slice(0, -1)
  // It ended before the newest commit: the provider was first, and has it all.
  const stretches = endMs <= last.startMs ? before : [...before, { startMs: last.startMs, endMs }]
  return stretches.length === 0 ? null : { ...client, stretches, endedAt: event.nowMs }
}

/** What is left of the client's speech when everything before `boundaryMs` is in an item. */
function clientAfter(client: ClientSpeech | null, boundaryMs: number): ClientSpeech | null {
  const left = client?.stretches.filter(({ endMs }) => endMs === null || endMs > boundaryMs) ?? []
  if (!client || left.length === 0) return null
  return {
    ...client,
    stretches: left.map(({ startMs, endMs }) => ({ startMs: Math.max(startMs, boundaryMs), endMs })),
  }
}

function serverStarted(state: TurnState, event: TurnEvent & { type: 'server_started' }, settings: TurnSettings) {
  if (event.itemId === state.committedItemId) return state.server
  // Padding that would reach behind the beginning of the audio is cut off by the provider:
  // how much of the figure is padding is then unknown, and none of it is taken away.
  const isCut = event.atMs <= state.committedMs
  const startMs = isCut ? event.atMs : event.atMs + settings.prefixPaddingMs
  return {
    itemId: event.itemId,
    startedAt: event.nowMs,
    startMs,
    endMs: null,
    stopMs: 0,
    stoppedAt: 0,
    committedMs: 0,
    committedAt: 0,
  }
}

function serverStopped(state: TurnState, event: TurnEvent & { type: 'server_stopped' }, settings: TurnSettings) {
  if (!state.server && event.itemId === state.committedItemId) return null
  // Semantic detection waits as long as it sees fit: nothing can be taken away.
  const waitedMs = settings.mode === 'semantic' ? 0 : settings.silenceMs
  const endMs = event.atMs - waitedMs
  const stopped = { endMs, stopMs: event.atMs, stoppedAt: event.nowMs }
  const known = state.server ?? { startedAt: event.nowMs, startMs: state.committedMs, committedMs: 0, committedAt: 0 }
  // After a commit of ours the rest of the same speech has an item of its own.
  return { ...known, ...stopped, itemId: event.itemId }
}

/** Asks for the commit when the client's word is enough for it; lets go of what nothing came of. */
function commitIfDue(before: TurnState, event: TurnEvent, settings: TurnSettings): Step {
  const { nowMs, positionMs } = event
  const state = forgetOverdue(before, nowMs, settings)
  const { client } = state
  if (state.commit || !client || isSpeaking(client)) return { state, commands: [] }
  const waitedMs = nowMs - client.endedAt
  const isOverdue = waitedMs >= unconfirmedAfterMs(settings)
  const isUnconfirmed = settings.mode === 'hybrid' && isOverdue && clientSpokeMs(state) >= UNCONFIRMED_SPEECH_MS
  if ((isFast(state, settings) && waitedMs >= FAST_COMMIT_MS) || isUnconfirmed) {
    const id = `commit-${state.commitCount + 1}`
    const commit = { id, atMs: positionMs, askedAt: nowMs }
    return { state: { ...state, commit, commitCount: state.commitCount + 1 }, commands: [{ type: 'commit', id }] }
  }
  // Short, and the provider has nothing open: it was nothing.
  if (isOverdue && !isConfirmed(state)) return { state: { ...state, client: null }, commands: [] }
  return { state, commands: [] }
}

/** Answers that never came must not block the next turn. */
function forgetOverdue(state: TurnState, nowMs: number, settings: TurnSettings): TurnState {
  const { commit, server } = state
  const isCommitLost = commit !== null && nowMs >= commit.askedAt + COMMIT_ANSWER_MS
  const isServerLost = server !== null && nowMs >= serverExpiry(server, settings)
  return { ...state, commit: isCommitLost ? null : commit, server: isServerLost ? null : server }
}

function committed(state: TurnState, event: TurnEvent & { type: 'committed' }): Step {
  const { server, client } = state
  // The provider commits by itself only after it has told that speech stopped.
  const isTheirs = server !== null && server.endMs !== null && server.itemId === event.itemId
  const boundaryMs = isTheirs ? server.stopMs : (state.commit?.atMs ?? event.positionMs)
  const speechMs = Math.max(client ? spokenBefore(client, boundaryMs) : 0, serverSpeech(state, boundaryMs))
  const isSpeechOpen = server !== null && server.endMs === null
  const next: TurnState = {
    ...state,
    committedMs: boundaryMs,
    committedItemId: event.itemId,
    commit: isTheirs ? state.commit : null,
    // Speech the provider still hears goes on into the next item; what is committed is not counted again.
    server: isSpeechOpen ? { ...server, committedMs: boundaryMs, committedAt: event.nowMs } : null,
    client: clientAfter(client, boundaryMs),
  }
  const type = speechMs >= MIN_SPEECH_MS ? 'turn' : 'noise'
  return { state: next, commands: [{ type, itemId: event.itemId, speechMs }] }
}

function serverSpeech({ server, client }: TurnState, boundaryMs: number): number {
  if (!server) return 0
  // Once part of it is committed, an open end is silence until the provider says otherwise.
  const isPartlyCommitted = server.committedMs > server.startMs
  const openEndMs = isPartlyCommitted ? 0 : (client?.stretches.at(-1)?.endMs ?? boundaryMs)
  return Math.min(server.endMs ?? openEndMs, boundaryMs) - Math.max(server.startMs, server.committedMs)
}

function commitRefused(state: TurnState, event: TurnEvent & { type: 'commit_refused' }): Step {
  if (state.commit?.id !== event.commandId) return { state, commands: [] }
  // Too little audio was left: the provider had committed it all by itself a moment before.
  const { client, commit } = state
  const isDone = client !== null && client.stretches.every(({ endMs }) => endMs !== null && endMs <= commit.atMs)
  return { state: { ...state, commit: null, client: isDone ? null : client }, commands: [] }
}
