/** A text or an email that the sandbox's Twilio or SendGrid has taken and nobody will ever get. */
export interface OutboxEntry {
  at: string
  kind: 'sms' | 'email'
  /** The provider's id of the message. */
  id: string
  from: string
  to: string
  subject?: string
  text: string
  html?: string
  /** A text's pictures. */
  mediaUrls?: string[]
  /** An email's own headers, as they were set: Message-ID, In-Reply-To and so on. */
  headers?: Record<string, string>
  /** File names. */
  attachments?: string[]
}

/** Enough for a long demonstration; the oldest go first. */
const limit = 500

export class Outbox {
  #entries: OutboxEntry[] = []

  add(entry: OutboxEntry): void {
    this.#entries.push(entry)
    if (this.#entries.length > limit) this.#entries.shift()
  }

  /** Oldest first. */
  all(): readonly OutboxEntry[] {
    return this.#entries
  }

  clear(): void {
    this.#entries = []
  }
}
