import { StreamEvent } from '@ava/protocol/portal-stream.ts'
import { createContext } from 'svelte'
import { createChangeBatch } from './change-batch.ts'
import { noChanges, type Changes } from './changes.ts'

const gatherMs = 200
const firstRetryMs = 1_000
const lastRetryMs = 30_000

/** One stream of events about one spa, for as long as the page follows it. */
export class LiveUpdates {
  state = $state<'connecting' | 'live' | 'reconnecting'>('connecting')
  readonly #refresh: (changes: Changes) => Promise<void>

  constructor(refresh: (changes: Changes) => Promise<void>) {
    this.#refresh = refresh
  }

  /** Asks again about all conversations on the page, while there is a connection to ask over. */
  async check() {
    if (this.state === 'live') await this.#refresh({ ...noChanges, anyConversation: true })
  }

  /** Follows a spa until `signal` aborts. */
  follow({ tenantId, signal }: { tenantId: string; signal: AbortSignal }) {
    const batch = createChangeBatch({ waitMs: gatherMs, refresh: this.#refresh })
    let retryMs = firstRetryMs
    let retry: ReturnType<typeof setTimeout> | undefined
    let source: EventSource

    const connect = () => {
      source = new EventSource(`/api/portal/stream?spa=${encodeURIComponent(tenantId)}`)
      source.onopen = () => {
        this.state = 'live'
        retryMs = firstRetryMs
        // What happened between making this page (or losing the connection) and now was announced to nobody.
        batch.add({ type: 'resync' })
      }
      source.onmessage = ({ data }) => {
        const event = StreamEvent.safeParse(parseJson(data))
        // An event of a newer server, which this page does not know: load everything, to be right.
        batch.add(event.success ? event.data : { type: 'resync' })
      }
      source.onerror = () => {
        this.state = 'reconnecting'
        // The browser comes back by itself after a lost connection, but never after a refusal. Loading
        // the page anew tells which: whoever was signed out meanwhile lands on the sign-in page.
        if (source.readyState !== EventSource.CLOSED) return
        batch.add({ type: 'resync' })
        retry = setTimeout(connect, retryMs * (0.75 + Math.random() / 2))
        retryMs = Math.min(retryMs * 2, lastRetryMs)
      }
    }

    this.state = 'connecting'
    connect()
    signal.addEventListener('abort', () => {
      clearTimeout(retry)
      source.close()
      batch.stop()
    })
  }
}

export const [useLiveUpdates, setLiveUpdates] = createContext<LiveUpdates>()

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
