/**
 * Ava's voice between the socket and the speaker, at 24 kHz. Knows to the sample how
 * much of each utterance has gone out: what the visitor has heard is decided here.
 * No audio API inside, so that it can be tested; playback.worklet.ts gives it a clock.
 */
export interface Chunk {
  epoch: number
  /** Which utterance. */
  item: number
  /** Samples of the item before this chunk. */
  offset: number
  samples: Float32Array
  isLast: boolean
}

export interface Progress {
  epoch: number
  item: number
  /** Samples of the item that have gone out. */
  samples: number
  isDone: boolean
}

const SAMPLES_PER_MS = 24
const FADE_SAMPLES = 5 * SAMPLES_PER_MS
const SHORTEST_START_MS = 60
const LONGEST_START_MS = 120
/** An utterance that ran dry starts later next time. */
const START_STEP_MS = 20

export class PlaybackQueue {
  #chunks: Chunk[] = []
  /** Samples of the first chunk that are out. */
  #read = 0
  #queued = 0
  #epoch = 0
  #isPlaying = false
  #startMs = SHORTEST_START_MS
  /** 0–1, towards 1 while playing: the 5 ms slopes at both ends of sound. */
  #fade = 0
  /** What still fades out after a flush. */
  #tail: Float32Array | null = null
  #progress: Progress | null = null
  #finished: Progress[] = []

  get isPlaying(): boolean {
    return this.#isPlaying
  }
  get queuedSamples(): number {
    return this.#queued
  }
  /** Of the utterance being heard; null before the first. */
  get progress(): Progress | null {
    return this.#progress
  }

  /** Utterances that have gone out to their end since the last call. */
  takeFinished(): Progress[] {
    return this.#finished.splice(0)
  }

  /** Chunks of a flushed epoch are dropped, and the part of one that was queued before (sent again after a reconnect). */
  enqueue(chunk: Chunk): void {
    if (isOlder(chunk.epoch, this.#epoch)) return
    this.#epoch = chunk.epoch
    const known = this.#endOf(chunk.item) - chunk.offset
    const samples = known > 0 ? chunk.samples.subarray(Math.min(known, chunk.samples.length)) : chunk.samples
    if (known > 0 && samples.length === 0 && !chunk.isLast) return
    this.#chunks.push({ ...chunk, offset: chunk.offset + chunk.samples.length - samples.length, samples })
    this.#queued += samples.length
  }

  /** Silence from the next sample on, but for a 5 ms slope. Returns how far the interrupted utterance got. */
  flush(epoch: number): Progress | null {
    if (!isOlder(this.#epoch, epoch)) return null
    this.#epoch = epoch
    const interrupted = this.#isPlaying || this.#queued > 0 ? this.#progress : null
    this.#silence()
    return interrupted && !interrupted.isDone ? interrupted : null
  }

  /** Another call: epochs and utterances count afresh, and nothing of the old one is heard or counted. */
  restart(): void {
    this.#silence()
    this.#epoch = 0
    this.#progress = null
    this.#finished = []
  }

  #silence(): void {
    if (this.#isPlaying) this.#tail = this.#peek(FADE_SAMPLES)
    this.#chunks = []
    this.#read = this.#queued = 0
    this.#isPlaying = false
  }

  /** Fills `output`; true when any of it is Ava's voice. */
  pull(output: Float32Array): boolean {
    output.fill(0)
    if (this.#tail) return this.#pullTail(output)
    if (!this.#isPlaying && !this.#mayStart()) return false
    this.#isPlaying = true
    let filled = 0
    while (filled < output.length) {
      this.#finishChunks()
      const chunk = this.#chunks[0]
      if (!chunk) break
      const count = Math.min(output.length - filled, chunk.samples.length - this.#read)
      output.set(chunk.samples.subarray(this.#read, this.#read + count), filled)
      this.#slope(output, filled, count)
      filled += count
      this.#read += count
      this.#queued -= count
      this.#progress = { epoch: chunk.epoch, item: chunk.item, samples: chunk.offset + this.#read, isDone: false }
    }
    this.#finishChunks()
    if (this.#chunks.length === 0) this.#runDry()
    return filled > 0
  }

  #mayStart(): boolean {
    if (this.#chunks.length === 0) return false
    return this.#queued >= this.#startMs * SAMPLES_PER_MS || this.#chunks.some((chunk) => chunk.isLast)
  }

  /** Takes chunks that are wholly out off the queue. */
  #finishChunks(): void {
    for (let chunk = this.#chunks[0]; chunk && this.#read >= chunk.samples.length; chunk = this.#chunks[0]) {
      this.#chunks.shift()
      this.#read = 0
      if (!chunk.isLast) continue
      this.#progress = {
        epoch: chunk.epoch,
        item: chunk.item,
        samples: chunk.offset + chunk.samples.length,
        isDone: true,
      }
      this.#finished.push(this.#progress)
    }
  }

  #runDry(): void {
    this.#isPlaying = false
    this.#fade = 0
    if (!this.#progress?.isDone) this.#startMs = Math.min(LONGEST_START_MS, this.#startMs + START_STEP_MS)
  }

  /** Up over the first 5 ms of sound; down over the last 5 ms that are queued, in case nothing more comes in time. */
  #slope(output: Float32Array, from: number, count: number): void {
    for (let index = 0; index < count; index++) {
      const remaining = this.#queued - index
      const target = remaining < FADE_SAMPLES ? remaining / FADE_SAMPLES : 1
      this.#fade = Math.min(target, this.#fade + 1 / FADE_SAMPLES)
      output[from + index]! *= this.#fade
    }
  }

  #peek(count: number): Float32Array {
    const samples = new Float32Array(count)
    let filled = 0
    let read = this.#read
    for (const chunk of this.#chunks) {
      const part = chunk.samples.subarray(read, read + count - filled)
      samples.set(part, filled)
      filled += part.length
      read = 0
    }
    for (let index = 0; index < count; index++) samples[index]! *= this.#fade * (1 - index / count)
    return samples.subarray(0, filled)
  }

  #pullTail(output: Float32Array): boolean {
    const part = this.#tail!.subarray(0, output.length)
    output.set(part)
    const rest = this.#tail!.subarray(part.length)
    this.#tail = rest.length > 0 ? rest : null
    this.#fade = 0
    return true
  }

  /** The item's sample up to which it is already queued or played. */
  #endOf(item: number): number {
    const queued = this.#chunks.findLast((chunk) => chunk.item === item)
    if (queued) return queued.offset + queued.samples.length
    return this.#progress?.item === item ? this.#progress.samples : 0
  }
}

/** Epochs are u16 and wrap around. */
function isOlder(epoch: number, than: number): boolean {
  return epoch !== than && ((than - epoch) & 0xffff) < 0x8000
}
