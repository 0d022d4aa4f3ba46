import { randomUUID } from 'node:crypto'
import type { Provider } from './messaging-faults.ts'

export type WebhookKind = 'sms' | 'sms-status' | 'email' | 'email-events'

/** A webhook that the sandbox's Twilio or SendGrid had to call. */
export interface WebhookEntry {
  id: string
  at: string
  provider: Provider
  kind: WebhookKind
  /** The id of the message that it is about; of the first, when it is about several. */
  about: string
  /** Phone numbers or addresses at both ends. */
  whom: string[]
  /** What it says, in a word or two. */
  summary: string
  url: string | null
  /** What became of it; `pending` until it is answered for good. */
  outcome: 'pending' | 'delivered' | 'refused' | 'unanswered' | 'dropped' | 'not_local' | 'no_address'
  /** The last answer's HTTP status. */
  status: number | null
  attempts: number
  /** What the provider would note as its error. */
  error: string | null
  /** What was done to it on purpose: duplicate, shuffle, delay, forge, again. */
  marks: string[]
}

/** The bytes of a webhook as they went out, to be sent again as they are. */
export interface WebhookRequest {
  url: string
  headers: Record<string, string>
  body: Buffer<ArrayBuffer>
}

const limit = 500
/** Emails are large: only the newest can be sent again. */
const mostRequests = 100

export class WebhookLog {
  #entries: WebhookEntry[] = []
  readonly #requests = new Map<string, WebhookRequest>()

  add(entry: Omit<WebhookEntry, 'id' | 'outcome' | 'status' | 'attempts' | 'error' | 'marks'>): WebhookEntry {
    const added: WebhookEntry = {
      id: randomUUID(),
      ...entry,
      outcome: 'pending',
      status: null,
      attempts: 0,
      error: null,
      marks: [],
    }
    this.#entries.push(added)
    if (this.#entries.length > limit) this.#entries.shift()
    return added
  }

  /** Oldest first. */
  all(): readonly WebhookEntry[] {
    return this.#entries
  }

  keepRequest({ id }: WebhookEntry, request: WebhookRequest): void {
    this.#requests.set(id, request)
    const oldest = this.#requests.keys().next()
    if (this.#requests.size > mostRequests && !oldest.done) this.#requests.delete(oldest.value)
  }

  requestOf(id: string): { entry: WebhookEntry; request: WebhookRequest } | null {
    const entry = this.#entries.find((one) => one.id === id)
    const request = this.#requests.get(id)
    return entry && request ? { entry, request } : null
  }

  clear(): void {
    this.#entries = []
    this.#requests.clear()
  }
}
