import { SAMPLE_RATE } from '@ava/protocol/audio-frame.ts'
import type { Clock } from './clock.ts'

const SAMPLES_PER_MS = SAMPLE_RATE / 1000
const BYTES_PER_MS = SAMPLES_PER_MS * 2
/** Speech said while the call connects is kept: this much, the newest. */
const KEPT_MS = 3_000
/** More than twice real time over a window of this length is no microphone. */
const WINDOW_MS = 3_000
const MAX_WINDOW_BYTES = 2 * WINDOW_MS * BYTES_PER_MS
const MAX_WINDOW_FRAMES = 600

/**
 * The person's voice on its way up. Gaps are allowed (a muted or hidden page sends
 * nothing), and so the sample the client counts and the one the provider counts
 * drift apart: `appendedMsOf` translates.
 */
export class Microphone {
  readonly #clock: Clock
  readonly #append: (pcm: Uint8Array) => boolean
  #kept: { pcm: Uint8Array; offset: number }[] | null = []
  #keptBytes = 0
  #appendedSamples = 0
  /** The client's sample number minus ours, at the newest frame. */
  #shift = 0
  #isMuted = false
  #window = { startedAt: 0, bytes: 0, frames: 0 }
  /** Frames thrown away because the way up was full. */
  droppedFrames = 0

  constructor(options: { clock: Clock; append: (pcm: Uint8Array) => boolean }) {
    this.#clock = options.clock
    this.#append = options.append
  }

  /** Ms of audio given to the provider. */
  get positionMs(): number {
    return this.#appendedSamples / SAMPLES_PER_MS
  }

  /** False when this is faster than any microphone. The hot path: nothing is allocated, logged or waited for. */
  hear(pcm: Uint8Array, offset: number): boolean {
    if (!this.#isWithinRate(pcm.byteLength)) return false
    if (this.#isMuted || pcm.byteLength === 0) return true
    if (this.#kept) this.#keep(pcm, offset)
    else this.#pass(pcm, offset)
    return true
  }

  /** The provider is ready for audio: what was said meanwhile goes first. */
  open(): void {
    const kept = this.#kept ?? []
    this.#kept = null
    for (const { pcm, offset } of kept) this.#pass(pcm, offset)
  }

  /** What is said while muted never leaves the server. */
  mute(isMuted: boolean): void {
    this.#isMuted = isMuted
  }

  /** Silence in place of what is not sent, so that the provider hears an open turn end. */
  fallSilent(ms: number): void {
    if (this.#kept) return
    const pcm = new Uint8Array(ms * BYTES_PER_MS)
    if (this.#append(pcm)) {
      this.#appendedSamples += ms * SAMPLES_PER_MS
      this.#shift -= ms * SAMPLES_PER_MS
    }
  }

  /** Where the client's sample lies in what was appended, in ms. */
  appendedMsOf(clientSample: number): number {
    return Math.max(0, (clientSample - this.#shift) / SAMPLES_PER_MS)
  }

  #pass(pcm: Uint8Array, offset: number): void {
    if (!this.#append(pcm)) {
      this.droppedFrames += 1
      return
    }
    this.#shift = offset - this.#appendedSamples
    this.#appendedSamples += pcm.byteLength / 2
  }

  #keep(pcm: Uint8Array, offset: number): void {
    // A frame's memory belongs to the socket's read buffer: kept, it would hold on to all of it.
    this.#kept?.push({ pcm: pcm.slice(), offset })
    this.#keptBytes += pcm.byteLength
    while (this.#keptBytes > KEPT_MS * BYTES_PER_MS) this.#keptBytes -= this.#kept?.shift()?.pcm.byteLength ?? Infinity
  }

  #isWithinRate(bytes: number): boolean {
    const now = this.#clock.nowMs()
    const window = this.#window
    if (now - window.startedAt >= WINDOW_MS) {
      window.startedAt = now
      window.bytes = 0
      window.frames = 0
    }
    window.bytes += bytes
    window.frames += 1
    return window.bytes <= MAX_WINDOW_BYTES && window.frames <= MAX_WINDOW_FRAMES
  }
}
