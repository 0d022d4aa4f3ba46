/** Decides per frame of 20 ms. */
export const frameMs = 20

/** The quietest frame of the last two seconds is the room: eight blocks of 250 ms each remember their own. */
const blockFrames = 12
const blockCount = 8

/** Louder than this, a steady sound is not believed to be only a room. */
const loudestRoomDb = -24

/**
 * A voice activity detector over frame energy, with a noise floor that follows the
 * room. It looks only at the audio's own clock, so it needs no timers.
 */
export class VoiceActivity {
  /** Frames that were loud enough, since the last `reset`. */
  voicedFrames = 0
  /** How long it has been quiet, in frames. */
  quietFrames = 0
  #loudRun = 0
  readonly #blocks: number[] = []
  #block = Infinity
  #framesInBlock = 0

  /** Takes one frame and says whether it holds a voice. `threshold` is the session's, 0 to 1. */
  push(frame: Int16Array, threshold: number): boolean {
    const level = levelDb(frame)
    this.#observe(level)
    const floor = Math.max(-66, Math.min(this.#floor(), loudestRoomDb))
    // 0.5 asks for 10 dB above the room and for −50 dBFS at least.
    const margin = 4 + 12 * threshold
    const needed = Math.max(floor + margin, -62 + 24 * threshold)
    // Once speaking, softer syllables still count.
    const isVoiced = level > (this.#loudRun > 0 ? needed - 3 : needed)
    if (isVoiced) {
      this.voicedFrames++
      this.#loudRun++
      this.quietFrames = 0
    } else {
      this.#loudRun = 0
      this.quietFrames++
    }
    return isVoiced
  }

  /** Voiced frames without a gap, up to the last one. */
  get loudRun(): number {
    return this.#loudRun
  }

  /** Forgets the turn, not the room. */
  reset(): void {
    this.voicedFrames = 0
    this.quietFrames = 0
    this.#loudRun = 0
  }

  #observe(level: number): void {
    this.#block = Math.min(this.#block, level)
    if (++this.#framesInBlock < blockFrames) return
    this.#blocks.push(this.#block)
    if (this.#blocks.length > blockCount) this.#blocks.shift()
    this.#block = Infinity
    this.#framesInBlock = 0
  }

  #floor(): number {
    return Math.min(this.#block, ...this.#blocks)
  }
}

/** Root mean square in dB below full scale; −100 for digital silence. */
export function levelDb(frame: Int16Array): number {
  let sum = 0
  for (const sample of frame) sum += sample * sample
  const mean = sum / Math.max(1, frame.length)
  return mean === 0 ? -100 : 10 * Math.log10(mean / (32768 * 32768))
}
