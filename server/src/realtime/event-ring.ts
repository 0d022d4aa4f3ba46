/** The newest events of one call, for support: what happened and when, never a word or a sound of it. */
export class EventRing {
  readonly #size: number
  #events: { atMs: number; name: string }[] = []

  constructor(size = 200) {
    this.#size = size
  }

  add(atMs: number, name: string): void {
    this.#events.push({ atMs: Math.round(atMs), name })
    if (this.#events.length >= this.#size * 2) this.#events = this.#events.slice(-this.#size)
  }

  newest(): readonly { atMs: number; name: string }[] {
    return this.#events.slice(-this.#size)
  }
}
