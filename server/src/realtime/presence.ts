import { Alarm } from './alarm.ts'
import type { Clock } from './clock.ts'
import type { VoiceLimits } from './voice-dependencies.ts'

/** Is anybody there, and how long already: the two clocks that end a call by themselves. */
export class Presence {
  readonly #clock: Clock
  readonly #limits: VoiceLimits
  readonly #idle: Alarm
  readonly #length: Alarm
  #hasAsked = false
  #isRunning = false

  constructor(options: {
    clock: Clock
    limits: VoiceLimits
    ask: () => void
    nobody: () => void
    tooLong: () => void
  }) {
    this.#clock = options.clock
    this.#limits = options.limits
    this.#length = new Alarm(options.clock, options.tooLong)
    this.#idle = new Alarm(options.clock, () => {
      if (this.#hasAsked) options.nobody()
      else {
        this.#hasAsked = true
        options.ask()
      }
    })
  }

  start(): void {
    this.#isRunning = true
    this.#length.set(this.#clock.nowMs() + this.#limits.callMs)
    this.#listen()
  }

  /** The person spoke or typed. */
  seen(): void {
    this.#hasAsked = false
    this.#listen()
  }

  /** Ava speaks or works: nobody is expected to say anything. */
  hold(): void {
    this.#idle.set(null)
  }

  /** It is the person's turn: silence counts from now. */
  wait(): void {
    this.#listen()
  }

  stop(): void {
    this.#isRunning = false
    this.#idle.set(null)
    this.#length.set(null)
  }

  #listen(): void {
    if (!this.#isRunning) return
    this.#idle.set(this.#clock.nowMs() + (this.#hasAsked ? this.#limits.idleEndMs : this.#limits.idleMs))
  }
}
