import { frameMs, VoiceActivity } from './vad.ts'

export type TurnEvent = { type: 'started'; startMs: number } | { type: 'stopped'; endMs: number }

export interface TurnSettings {
  threshold: number
  prefixPaddingMs: number
  /** Silence that ends a turn; may depend on what has been heard so far, so it is asked for anew. */
  silenceMs: () => number
}

/** So many voiced frames in a row are speech; fewer are a click. */
const onsetFrames = 3
const forgetFrames = 25

/**
 * Finds turns in appended audio. All times are milliseconds of audio since the session
 * began, never of the clock. With `settings` null it only measures speech.
 */
export class TurnDetector {
  positionMs = 0
  isSpeaking = false
  readonly #activity = new VoiceActivity()
  #rest = new Int16Array(0)

  push(samples: Int16Array, { rate, settings }: { rate: number; settings: TurnSettings | null }): TurnEvent[] {
    const frameLength = (rate * frameMs) / 1000
    const joined = this.#rest.length === 0 ? samples : concat(this.#rest, samples)
    const events: TurnEvent[] = []
    let at = 0
    for (; at + frameLength <= joined.length; at += frameLength) {
      this.#activity.push(joined.subarray(at, at + frameLength), settings?.threshold ?? 0.5)
      this.positionMs += frameMs
      const event = settings && this.#decide(settings)
      if (event) events.push(event)
    }
    this.#rest = joined.slice(at)
    return events
  }

  /** Voiced audio since the turn, or the last commit, began. */
  get speechMs(): number {
    return this.#activity.voicedFrames * frameMs
  }

  /** A commit or a new configuration: what comes next is a new turn. */
  reset(): void {
    this.isSpeaking = false
    this.#activity.reset()
  }

  #decide({ prefixPaddingMs, silenceMs }: TurnSettings): TurnEvent | null {
    if (!this.isSpeaking) {
      // Clicks minutes apart do not add up to speech.
      if (this.#activity.quietFrames > forgetFrames) this.#activity.voicedFrames = 0
      if (this.#activity.loudRun < onsetFrames) return null
      this.isSpeaking = true
      this.#activity.voicedFrames = this.#activity.loudRun
      return { type: 'started', startMs: Math.max(0, this.positionMs - onsetFrames * frameMs - prefixPaddingMs) }
    }
    const quietMs = this.#activity.quietFrames * frameMs
    if (quietMs === 0 || quietMs < silenceMs()) return null
    this.isSpeaking = false
    return { type: 'stopped', endMs: this.positionMs }
  }
}

function concat(a: Int16Array, b: Int16Array): Int16Array<ArrayBuffer> {
  const joined = new Int16Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}
