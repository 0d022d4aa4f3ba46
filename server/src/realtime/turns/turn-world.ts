/**
 * A provider, a client's detector and a network between them, for the property tests
 * of turn-taking: audio time is the clock, in steps of 20 ms. Audio and commands take
 * the same way up, and so the provider hears everything `latencyMs` late.
 */
import { hasOpenTurn, noTurn, turnDeadline, type TurnEvent, type TurnSettings, type TurnState } from './turn-state.ts'
import { takeTurn } from './turn-taking.ts'

export interface Stretch {
  startMs: number
  endMs: number
}

export interface World {
  speech: Stretch[]
  latencyMs: number
  settings: TurnSettings
  client: 'works' | 'silent' | 'loses ends'
  /** After a commit of ours the provider's detector begins anew, or goes on hearing the same speech. */
  afterCommit: 'resets' | 'goes on'
}

export interface Item {
  id: string
  startMs: number
  endMs: number
  judged: ('turn' | 'noise')[]
}

const STEP_MS = 20
const CLIENT_ONSET_MS = 64
const CLIENT_END_MS = 96
const SERVER_ONSET_MS = 60

/** Runs the world until ten seconds after the last word. */
export function liveThrough(world: World): {
  items: Item[]
  state: TurnState
  isStuck: boolean
  mostCommitsAtOnce: number
} {
  const endMs = Math.max(0, ...world.speech.map((stretch) => stretch.endMs)) + 10_000
  const mail: { atMs: number; run: () => void }[] = []
  const items: Item[] = []
  const provider = { isSpeaking: false, itemId: '', heardMs: 0, quietMs: 0, bufferStartMs: 0, count: 0 }
  let state = noTurn
  let nowMs = 0
  let commitsInFlight = 0
  let mostCommitsAtOnce = 0

  /** How much audio the provider has by now. */
  const positionMs = () => Math.max(0, nowMs - world.latencyMs)
  const post = (run: () => void) => mail.push({ atMs: nowMs + world.latencyMs, run })
  const tell = (event: DistributiveOmit<TurnEvent>) => {
    const step = takeTurn(state, { ...event, nowMs, positionMs: nowMs }, world.settings)
    state = step.state
    for (const command of step.commands) {
      if (command.type === 'commit') {
        commitsInFlight += 1
        mostCommitsAtOnce = Math.max(mostCommitsAtOnce, commitsInFlight)
        post(() => commitByUs(command.id))
      } else items.find(({ id }) => id === command.itemId)?.judged.push(command.type)
    }
  }
  const commit = (): Item => {
    const item = {
      id: provider.itemId || newId(),
      startMs: provider.bufferStartMs,
      endMs: positionMs(),
      judged: [] as Item['judged'],
    }
    items.push(item)
    provider.bufferStartMs = positionMs()
    provider.itemId = ''
    return item
  }
  const newId = () => `item-${(provider.count += 1)}`
  const commitByUs = (commandId: string) => {
    if (positionMs() - provider.bufferStartMs < 100) {
      post(() => {
        commitsInFlight -= 1
        tell({ type: 'commit_refused', commandId })
      })
      return
    }
    const item = commit()
    if (world.afterCommit === 'resets') Object.assign(provider, { isSpeaking: false, heardMs: 0, quietMs: 0 })
    post(() => {
      commitsInFlight -= 1
      tell({ type: 'committed', itemId: item.id })
    })
  }
  const listen = (isSpeech: boolean) => {
    provider.heardMs = isSpeech ? provider.heardMs + STEP_MS : 0
    provider.quietMs = isSpeech ? 0 : provider.quietMs + STEP_MS
    if (!provider.isSpeaking && provider.heardMs >= SERVER_ONSET_MS) {
      provider.isSpeaking = true
      provider.itemId ||= newId()
      const { itemId } = provider
      const atMs = Math.max(0, positionMs() - SERVER_ONSET_MS - world.settings.prefixPaddingMs)
      post(() => tell({ type: 'server_started', itemId, atMs }))
    } else if (provider.isSpeaking && provider.quietMs >= world.settings.silenceMs) {
      provider.isSpeaking = false
      const itemId = provider.itemId || newId()
      provider.itemId = itemId
      const atMs = positionMs()
      const item = commit()
      post(() => {
        tell({ type: 'server_stopped', itemId, atMs })
        tell({ type: 'committed', itemId: item.id })
      })
    }
  }

  for (; nowMs <= endMs; nowMs += STEP_MS) {
    listen(world.speech.some((stretch) => positionMs() > stretch.startMs && positionMs() <= stretch.endMs))
    if (world.client !== 'silent') {
      for (const { startMs, endMs: stretchEndMs } of world.speech) {
        if (stretchEndMs - startMs < CLIENT_ONSET_MS) continue
        if (isNow(startMs + CLIENT_ONSET_MS)) post(() => tell({ type: 'client_started', atMs: startMs }))
        if (isNow(stretchEndMs + CLIENT_END_MS) && world.client === 'works') {
          post(() => tell({ type: 'client_ended', atMs: stretchEndMs }))
        }
      }
    }
    for (const letter of mail.splice(0)) {
      if (letter.atMs <= nowMs) letter.run()
      else mail.push(letter)
    }
    const due = turnDeadline(state, world.settings, nowMs)
    if (due !== null && due <= nowMs) tell({ type: 'tick' })
  }
  const left = turnDeadline(state, world.settings, nowMs)
  const isStuck = hasOpenTurn(state, nowMs) || (left !== null && left <= nowMs)
  return { items, state, isStuck, mostCommitsAtOnce }

  function isNow(atMs: number): boolean {
    return atMs > nowMs - STEP_MS && atMs <= nowMs
  }
}

type DistributiveOmit<E> = E extends unknown ? Omit<E, 'nowMs' | 'positionMs'> : never

/** Speech inside an item, in ms. */
export function speechIn(item: Item, speech: Stretch[]): number {
  return speech.reduce(
    (sum, { startMs, endMs }) => sum + Math.max(0, Math.min(endMs, item.endMs) - Math.max(startMs, item.startMs)),
    0,
  )
}
