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
    this.#wait(atMs)
  }

  #wait(atMs: number): void {
    this.#stop = this.#clock.after(Math.max(0, Math.ceil(atMs - this.#clock.nowMs())), () => {
      // Node's timers run on a clock of their own, and fire up to a millisecond early: nothing would be due.
      if (this.#clock.nowMs() < atMs) return this.#wait(atMs)
      this.#at = null
      this.#stop = null
      this.#ring()
    })
  }
}
