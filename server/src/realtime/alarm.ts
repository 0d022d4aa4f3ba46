import type { Clock } from './clock.ts'

/** One deadline that moves: setting it again replaces it, null takes it away. */
export class Alarm {
  readonly #clock: Clock
  readonly #ring: () => void
  #at: number | null = null
  #stop: (() => void) | null = null

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock
    this.#ring = ring
  }

  get isSet(): boolean {
    return this.#at !== null
  }

  set(atMs: number | null): void {
    if (atMs === this.#at) return
    this.#stop?.()
    this.#stop = null
    this.#at = atMs
    if (atMs === null) return
    // Rounded up: a timer that fires a fraction early would find nothing due.
    this.#stop = this.#clock.after(Math.max(0, Math.ceil(atMs - this.#clock.nowMs())), () => {
      this.#at = null
      this.#stop = null
      this.#ring()
    })
  }
}
