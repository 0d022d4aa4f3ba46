/** Decides per frame of 20 ms. */
export const frameMs = 20

/** The room is judged by blocks of 250 ms: the quietest of the last three seconds. */
const blockFrames = 12
const blockCount = 12

/** Louder than this, a steady sound is not believed to be only a room. */
const loudestRoomDb = -24
/** Nothing is quieter: digital silence must not make whispers of the converter's own noise. */
const quietestRoomDb = -66
/** Rumble below the voice swings most from frame to frame, and says nothing about speech. */
const rumbleHertz = 150

/**
 * A voice activity detector over frame energy, with a noise floor that follows the
 * room. It looks only at the audio's own clock, so it needs no timers.
 */
export class VoiceActivity {
  /** Frames that were loud enough, since the last `reset`. */
  voicedFrames = 0
  /** How long it has been quiet, in frames. */
  quietFrames = 0
  /** Voiced frames without a gap, up to the last one. */
  loudRun = 0
  readonly #blocks: number[] = []
  #block: number[] = []
  #lastInput = 0
  #lastOutput = 0

  /** Takes one frame and says whether it holds a voice. `threshold` is the session's, 0 to 1. */
  push(frame: Int16Array, threshold: number): boolean {
    const level = this.#levelDb(frame)
    this.#observe(level)
    // 0.5 asks for 10 dB above the room, and for −50 dBFS at least.
    const needed = Math.max(this.#floor() + 4 + 12 * threshold, -62 + 24 * threshold)
    // Once speaking, softer syllables still count.
    const isVoiced = level > (this.loudRun > 0 ? needed - 3 : needed)
    if (isVoiced) {
      this.voicedFrames++
      this.loudRun++
      this.quietFrames = 0
    } else {
      this.loudRun = 0
      this.quietFrames++
    }
    return isVoiced
  }

  /** Forgets the turn, not the room. */
  reset(): void {
    this.voicedFrames = 0
    this.quietFrames = 0
    this.loudRun = 0
  }

  /** Root mean square above the rumble, in dB below full scale; −100 for digital silence. */
  #levelDb(frame: Int16Array): number {
    const rate = (frame.length * 1000) / frameMs
    const keep = 1 / (1 + (2 * Math.PI * rumbleHertz) / rate)
    let sum = 0
    for (const sample of frame) {
      this.#lastOutput = keep * (this.#lastOutput + sample - this.#lastInput)
      this.#lastInput = sample
      sum += this.#lastOutput * this.#lastOutput
    }
    const mean = sum / frame.length
    return mean < 1e-3 ? -100 : 10 * Math.log10(mean / (32768 * 32768))
  }

  #observe(level: number): void {
    this.#block.push(level)
    if (this.#block.length < blockFrames) return
    this.#blocks.push(lowQuarter(this.#block))
    if (this.#blocks.length > blockCount) this.#blocks.shift()
    this.#block = []
  }

  #floor(): number {
    // In the first quarter of a second there is only what has been heard so far.
    const floor = this.#blocks.length > 0 ? Math.min(...this.#blocks) : Math.min(...this.#block)
    return Math.max(quietestRoomDb, Math.min(floor, loudestRoomDb))
  }
}

/** A level that a quarter of the frames stay below: steadier than the quietest, and still a pause where there is one. */
function lowQuarter(levels: readonly number[]): number {
  return levels.toSorted((a, b) => a - b)[levels.length >> 2]!
}
