import { bytesPerMs } from './audio-format.ts'
import type { AudioFormat } from './audio-format.ts'

/** While nobody speaks, no more than this is kept of what was appended. */
const keptSilenceMs = 15_000

/** Audio appended since the last commit. */
export class InputBuffer {
  format: AudioFormat
  #chunks: Buffer[] = []
  #bytes = 0
  #droppedBytes = 0

  constructor(format: AudioFormat) {
    this.format = format
  }

  /** Appended since the last commit or clear, dropped silence included. */
  get ms(): number {
    return (this.#bytes + this.#droppedBytes) / bytesPerMs(this.format)
  }

  append(bytes: Buffer): void {
    this.#chunks.push(bytes)
    this.#bytes += bytes.length
  }

  /** Server VAD commits a turn from its start, so older audio may go. */
  keepLast(ms: number): void {
    const keep = ms * bytesPerMs(this.format)
    while (this.#chunks.length > 1 && this.#bytes - this.#chunks[0]!.length >= keep) this.#dropOldest()
  }

  /** Bounds the memory of a session in which nobody speaks. */
  forgetOldSilence(): void {
    this.keepLast(keptSilenceMs)
  }

  /** Everything in it, and an empty buffer again. */
  take(): { chunks: Buffer[]; ms: number } {
    const taken = { chunks: this.#chunks, ms: Math.round(this.#bytes / bytesPerMs(this.format)) }
    this.clear()
    return taken
  }

  clear(): void {
    this.#chunks = []
    this.#bytes = 0
    this.#droppedBytes = 0
  }

  #dropOldest(): void {
    const { length } = this.#chunks.shift()!
    this.#bytes -= length
    this.#droppedBytes += length
  }
}
