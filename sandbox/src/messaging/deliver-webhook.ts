import { holdAndShuffle } from './hold-and-shuffle.ts'
import { messagingStrike } from './messaging-faults.ts'
import { localAddress, type MessagingState } from './messaging-state.ts'
import type { WebhookEntry, WebhookRequest } from './webhook-log.ts'

const MOST_ANSWER_BYTES = 256 * 1024

/** How a webhook was answered. */
export type WebhookAnswer =
  | { kind: 'answer'; status: number; contentType: string; text: string }
  /** Nobody there, or no answer in time. */
  | { kind: 'silence'; isTimeout: boolean }
  | { kind: 'not_local' }

/** One delivery under way. */
export interface Delivery {
  entry: WebhookEntry
  /** To be signed by somebody else. */
  isForged: boolean
  /** Sends it once to the place on this machine that the public address stands for. */
  post: (request: WebhookRequest, options: { timeoutMs: number }) => Promise<WebhookAnswer>
}

export interface Webhook {
  entry: Pick<WebhookEntry, 'provider' | 'kind' | 'about' | 'whom' | 'summary' | 'url'>
  /** Those of the same queue go out one after the other; without one it waits for nobody. */
  queue?: string
  /** Sends it, tries again as the provider would, and says how it ended. */
  carryOut: (delivery: Delivery) => Promise<WebhookAnswer>
}

/** Ends of queues: what comes next waits for them. */
const queues = new WeakMap<MessagingState, Map<string, Promise<void>>>()

/** Calls a webhook, with what is set to go wrong; resolves when that has come to its end. */
export function deliverWebhook(state: MessagingState, webhook: Webhook): Promise<void> {
  const { provider, whom, url } = webhook.entry
  const { clock, faults, webhooks, held } = state
  const newEntry = (): WebhookEntry =>
    webhooks.add({ ...webhook.entry, at: new Date(clock.now()).toISOString(), whom: [...whom] })
  const entry = newEntry()
  if (url === null) {
    entry.outcome = 'no_address'
    return Promise.resolve()
  }
  const strike = (kind: 'drop' | 'forge' | 'duplicate' | 'delay' | 'shuffle') =>
    messagingStrike(faults, kind, { provider, whom })
  if (strike('drop')) {
    entry.outcome = 'dropped'
    return Promise.resolve()
  }
  const isForged = strike('forge') !== null
  const entries = strike('duplicate') ? [entry, newEntry()] : [entry]
  const delay = strike('delay')
  const shuffle = strike('shuffle')
  for (const [index, one] of entries.entries()) {
    if (index > 0) one.marks.push('duplicate')
    if (isForged) one.marks.push('forge')
    if (delay) one.marks.push('delay')
    if (shuffle) one.marks.push('shuffle')
  }
  const ends: Promise<void>[] = []
  // The next need not wait until this one, refused, has been tried for a day.
  const run = async (): Promise<void> => {
    for (const one of entries) {
      await new Promise<void>((onAnswer) => {
        ends.push(carryOut(state, webhook, { entry: one, isForged, onAnswer }).finally(onAnswer))
      })
    }
  }
  const ended = async (): Promise<void> => void (await Promise.all(ends))
  if (shuffle) {
    return new Promise((resolve) => {
      holdAndShuffle(held, provider, shuffle.ms, () => run().finally(() => void ended().then(resolve)))
    })
  }
  if (delay) {
    return new Promise((resolve) => {
      clock.alarm(clock.now() + delay.ms, () => void run().then(ended).then(resolve))
    })
  }
  return inQueue(state, webhook.queue, run).then(ended)
}

/** Sends a webhook that already went out once more, byte for byte. Null when its bytes are no longer kept. */
export async function sendAgain(state: MessagingState, id: string): Promise<WebhookEntry | null> {
  const kept = state.webhooks.requestOf(id)
  if (!kept) return null
  const { provider, kind, about, whom, summary, url } = kept.entry
  const at = new Date(state.clock.now()).toISOString()
  const entry = state.webhooks.add({ at, provider, kind, about, whom, summary, url })
  entry.marks.push('again')
  const once = { entry, carryOut: ({ post }: Delivery) => post(kept.request, { timeoutMs: 15_000 }) }
  await carryOut(state, once, { entry, isForged: false, onAnswer: () => undefined })
  return entry
}

function inQueue(state: MessagingState, name: string | undefined, run: () => Promise<void>): Promise<void> {
  if (name === undefined) return run()
  const ends = queues.get(state) ?? new Map<string, Promise<void>>()
  queues.set(state, ends)
  const end = (ends.get(name) ?? Promise.resolve()).then(run).finally(() => {
    if (ends.get(name) === end) ends.delete(name)
  })
  ends.set(name, end)
  return end
}

async function carryOut(
  state: MessagingState,
  { carryOut }: Pick<Webhook, 'carryOut'>,
  { entry, isForged, onAnswer }: { entry: WebhookEntry; isForged: boolean; onAnswer: () => void },
): Promise<void> {
  const answer = await carryOut({
    entry,
    isForged,
    post: async (request, options) => {
      const answered = await post(state, entry, request, options)
      onAnswer()
      return answered
    },
  })
  if (answer.kind === 'not_local') {
    entry.outcome = 'not_local'
    state.log({ level: 'warn', msg: 'a webhook outside this machine is not called: the sandbox contacts nobody' })
    return
  }
  const isTaken = answer.kind === 'answer' && isSuccess(answer.status)
  entry.outcome = isTaken ? 'delivered' : answer.kind === 'answer' ? 'refused' : 'unanswered'
  if (isTaken || state.closed.aborted) return
  const { kind, status, about } = entry
  state.log({ level: 'info', msg: 'a webhook was not taken', kind, about, status })
}

async function post(
  state: MessagingState,
  entry: WebhookEntry,
  request: WebhookRequest,
  { timeoutMs }: { timeoutMs: number },
): Promise<WebhookAnswer> {
  const address = localAddress(state, request.url)
  if (address === null) return { kind: 'not_local' }
  entry.attempts++
  state.webhooks.keepRequest(entry, request)
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await fetch(address, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...authorizationIn(request.url), ...request.headers },
      body: request.body,
      signal: AbortSignal.any([timeout, state.closed]),
    })
    entry.status = answer.status
    const text = await textOf(answer)
    return { kind: 'answer', status: answer.status, contentType: answer.headers.get('content-type') ?? '', text }
  } catch {
    // Nobody there, or no answer in time: said in the log of webhooks.
    entry.status = null
    return { kind: 'silence', isTimeout: timeout.aborted }
  }
}

/** Waits on the sandbox's clock; false when the sandbox has ended meanwhile. */
export function waitOnClock({ clock, closed }: MessagingState, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    clock.alarm(clock.now() + ms, () => resolve(!closed.aborted))
  })
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

/** A name and password in an address are sent as basic auth. */
function authorizationIn(address: string): Record<string, string> {
  const { username, password } = new URL(address)
  if (username === '' && password === '') return {}
  const words = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { authorization: `Basic ${Buffer.from(words).toString('base64')}` }
}

async function textOf(answer: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    pieces.push(piece)
    length += piece.length
    if (length > MOST_ANSWER_BYTES) break
  }
  return Buffer.concat(pieces).toString('utf8')
}
