/** A notification to a push channel. */
export interface PushEntry {
  at: string
  channel: string
  calendar: string
  address: string
  state: 'sync' | 'exists'
  messageNumber: number
  /** What became of it; `pending` until it is answered. */
  outcome: 'pending' | 'delivered' | 'refused' | 'unanswered' | 'lost' | 'not_local'
  /** The answer's HTTP status. */
  status: number | null
  attempts: number
}

const limit = 500

export class PushLog {
  #entries: PushEntry[] = []

  add(entry: PushEntry): void {
    this.#entries.push(entry)
    if (this.#entries.length > limit) this.#entries.shift()
  }

  /** Oldest first. */
  all(): readonly PushEntry[] {
    return this.#entries
  }

  clear(): void {
    this.#entries = []
  }
}
