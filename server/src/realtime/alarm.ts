import type { Clock } from './clock.ts'

/**
 * One deadline that moves: setting it again replaces it, null takes it away. Most move
 * later, again and again; the timer that runs is then left alone, and looks again when it fires.
 */
export class Alarm {
  readonly #clock: Clock
  readonly #ring: () => void
  #at: number | null = null
  #stop: (() => void) | null = null
  /** When the timer that runs is to fire. */
  #firesAt = 0

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock
    this.#ring = ring
  }

  get isSet(): boolean {
    return this.#at !== null
  }

  set(atMs: number | null): void {
    if (atMs === this.#at) return
    this.#at = atMs
    if (atMs !== null && this.#stop !== null && atMs >= this.#firesAt) return
    this.#stop?.()
    this.#stop = null
    if (atMs !== null) this.#wait(atMs)
  }

  #wait(atMs: number): void {
    this.#firesAt = atMs
    this.#stop = this.#clock.after(Math.max(0, Math.ceil(atMs - this.#clock.nowMs())), () => {
      this.#stop = null
      if (this.#at === null) return
      // It was moved. Or it is early: Node's timers run on a clock of their own, and fire up to a
      // millisecond too soon, when nothing would be due.
      if (this.#clock.nowMs() < this.#at) return this.#wait(this.#at)
      this.#at = null
      this.#ring()
    })
  }
}
