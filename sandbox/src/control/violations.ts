/** A client did what the provider's protocol forbids. */
export interface Violation {
  at: string
  session: string
  /** The error's code where there is one, else a name of ours such as `append_before_session_updated`. */
  kind: string
  message: string
  /** The client event that did it. */
  event: string | null
  eventId: string | null
}

/** Enough to see a pattern; a client that loops must not fill the memory. */
const limit = 1000

export class ViolationLog {
  #entries: Violation[] = []

  add(violation: Violation): void {
    if (this.#entries.length < limit) this.#entries.push(violation)
  }

  all(): readonly Violation[] {
    return this.#entries
  }

  clear(): void {
    this.#entries = []
  }
}
