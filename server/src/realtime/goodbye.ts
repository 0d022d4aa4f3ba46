import { Alarm } from './alarm.ts'
import type { EndReason } from './call-leg.ts'
import type { Clock } from './clock.ts'

/** The player is a little behind the clock: Ava's last word is let out before the call ends. */
const LAST_SOUND_MS = 400
/** A goodbye that never comes to its end does not keep the line open. */
const TIMEOUT_MS = 20_000

/** A call that is to end when Ava has been heard to the end. */
export class Goodbye {
  readonly #clock: Clock
  readonly #timeout: Alarm
  readonly #lastSound: Alarm
  #reason: EndReason | null = null
  #isFinal = false

  constructor(options: { clock: Clock; end: (reason: EndReason) => void }) {
    this.#clock = options.clock
    const end = () => {
      if (this.#reason !== null) options.end(this.#reason)
    }
    this.#timeout = new Alarm(options.clock, end)
    this.#lastSound = new Alarm(options.clock, end)
  }

  get isSaid(): boolean {
    return this.#reason !== null
  }

  /** `isFinal`: whatever the person says now, the call ends. */
  say(options: { reason: EndReason; isFinal: boolean }): void {
    if (this.#isFinal) return
    this.#reason = options.reason
    this.#isFinal = options.isFinal
    this.#timeout.set(this.#clock.nowMs() + TIMEOUT_MS)
  }

  /** The person goes on talking: "oh, one more thing". */
  takeBack(): void {
    if (this.#isFinal) return
    this.#reason = null
    this.stop()
  }

  /** `isQuiet`: Ava is neither heard, nor about to be. Somebody who speaks over a goodbye may have one more thing to say. */
  look({ isQuiet, isPersonSpeaking }: { isQuiet: boolean; isPersonSpeaking: boolean }): void {
    const mayEnd = isQuiet && (this.#isFinal || !isPersonSpeaking)
    if (!mayEnd || this.#reason === null) this.#lastSound.set(null)
    else if (!this.#lastSound.isSet) this.#lastSound.set(this.#clock.nowMs() + LAST_SOUND_MS)
  }

  stop(): void {
    this.#timeout.set(null)
    this.#lastSound.set(null)
  }
}
