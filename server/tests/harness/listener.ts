import {
  readFrameHeader,
  FRAME_HEADER_BYTES,
  FrameKind,
  SAMPLE_RATE,
  writeFrameHeader,
} from '@ava/protocol/audio-frame.ts'
import type { ServerMessage } from '@ava/protocol/widget-socket.ts'
import type { WidgetLink } from '../../src/channels/widget-link.ts'
import type { WidgetCall } from '../../src/channels/widget-voice.ts'

const FRAME_MS = 20
const FRAME_SAMPLES = (SAMPLE_RATE / 1000) * FRAME_MS

type ByType<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>

/**
 * Somebody with a browser at the widget's end of a call: a microphone that runs in
 * real time, a player that plays at the speed of sound and reports what it has played.
 */
export class Listener {
  readonly messages: ServerMessage[] = []
  readonly closed: number[] = []
  readonly link: WidgetLink
  /** Ava's samples by item, as received. */
  readonly received = new Map<number, Int16Array[]>()
  /** Samples played by item. */
  readonly played = new Map<number, number>()
  /** The furthest that audio was ahead of the player, in ms. */
  mostAheadMs = 0
  isReporting = true
  isPlaying = true
  #call: WidgetCall | null = null
  #timer: NodeJS.Timeout | null = null
  #toSay: Int16Array[] = []
  #micSamples = 0
  #sequence = 0
  #epoch = 0
  #buffer: { item: number; samples: number; isLast: boolean }[] = []
  #lastTick = 0
  #sinceReport = 0
  #waiting: (() => void)[] = []
  #speech: 'silent' | 'speaking' = 'silent'
  hasDetector = true

  constructor() {
    this.link = {
      send: (message) => this.#told(message),
      sendAudio: (frame) => this.#heard(frame),
      bufferedBytes: () => 0,
      close: (code) => {
        this.closed.push(code)
        this.#wake()
      },
    }
  }

  /** Picks up: the microphone and the player run from here on. */
  join(call: WidgetCall): void {
    this.#call = call
    this.#lastTick = performance.now()
    this.#timer = setInterval(() => this.#tick(), FRAME_MS)
  }

  leave(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  /** Queues sound for the microphone; silence follows it. */
  say(samples: Int16Array): void {
    for (let at = 0; at < samples.length; at += FRAME_SAMPLES) {
      const frame = new Int16Array(FRAME_SAMPLES)
      frame.set(samples.subarray(at, at + FRAME_SAMPLES))
      this.#toSay.push(frame)
    }
  }

  of<T extends ServerMessage['type']>(type: T): ByType<T>[] {
    return this.messages.filter((message): message is ByType<T> => message.type === type)
  }

  /**
   * Resolves when the claim is true; looked at after everything that is heard. Claims may also be about what tells
   * nobody here (the conversation, the bridge): for those it is looked at four times a second as well.
   */
  async until(claim: () => boolean, withinMs = 15_000): Promise<void> {
    const giveUpAt = performance.now() + withinMs
    while (!claim()) {
      if (performance.now() > giveUpAt) throw new Error(`Waited in vain for: ${claim.toString()}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 250)
        this.#waiting.push(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
  }

  #told(message: ServerMessage): void {
    this.messages.push(message)
    if (message.type === 'audio.flush') {
      const current = this.#buffer[0]
      this.#epoch = message.epoch
      this.#buffer = []
      if (current && this.isReporting) this.#report(current.item, message.epoch - 1, false)
    }
    this.#wake()
  }

  #heard(frame: Uint8Array): void {
    const header = readFrameHeader(frame)
    if (!header) throw new Error('A frame of Ava that cannot be read')
    if (header.epoch < this.#epoch) throw new Error('Audio of an epoch that was flushed')
    const pcm = frame.slice(FRAME_HEADER_BYTES)
    const samples = new Int16Array(pcm.buffer, 0, pcm.length / 2)
    const chunks = this.received.get(header.item) ?? []
    const before = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    if (header.offset !== before) throw new Error(`A gap: sample ${header.offset} after ${before}`)
    this.received.set(header.item, [...chunks, samples])
    this.#buffer.push({ item: header.item, samples: samples.length, isLast: (header.flags & 1) === 1 })
    const ahead = this.#buffer.reduce((sum, chunk) => sum + chunk.samples, 0) / (SAMPLE_RATE / 1000)
    this.mostAheadMs = Math.max(this.mostAheadMs, ahead)
    this.#wake()
  }

  #tick(): void {
    const now = performance.now()
    const frames = Math.floor((now - this.#lastTick) / FRAME_MS)
    this.#lastTick += frames * FRAME_MS
    for (let i = 0; i < frames; i += 1) this.#speakFrame()
    if (this.isPlaying) this.#play(frames * FRAME_SAMPLES)
    this.#sinceReport += frames * FRAME_MS
  }

  #speakFrame(): void {
    const samples = this.#toSay.shift() ?? null
    this.#detect(samples)
    const frame = new Uint8Array(FRAME_HEADER_BYTES + FRAME_SAMPLES * 2)
    writeFrameHeader(frame, {
      kind: FrameKind.microphone,
      flags: 0,
      epoch: 0,
      item: this.#sequence++,
      offset: this.#micSamples,
    })
    if (samples) frame.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), FRAME_HEADER_BYTES)
    this.#micSamples += FRAME_SAMPLES
    this.#call?.audio(frame)
  }

  /** The client's detector: queued sound is speech. */
  #detect(samples: Int16Array | null): void {
    if (!this.hasDetector) return
    const next = samples ? 'speaking' : 'silent'
    if (next === this.#speech) return
    this.#speech = next
    const type = next === 'speaking' ? 'speech.started' : 'speech.ended'
    this.#call?.message({ type, atSample: this.#micSamples })
  }

  #play(samples: number): void {
    let left = samples
    while (left > 0 && this.#buffer[0]) {
      const chunk = this.#buffer[0]
      const taken = Math.min(left, chunk.samples)
      chunk.samples -= taken
      left -= taken
      this.played.set(chunk.item, (this.played.get(chunk.item) ?? 0) + taken)
      if (chunk.samples > 0) break
      this.#buffer.shift()
      if (chunk.isLast && this.isReporting) this.#report(chunk.item, this.#epoch, true)
    }
    // An end mark without sound stands alone.
    while (this.#buffer[0]?.samples === 0) {
      const mark = this.#buffer.shift()
      if (mark?.isLast && this.isReporting) this.#report(mark.item, this.#epoch, true)
    }
    const current = this.#buffer[0]
    if (current && this.isReporting && this.#sinceReport >= 100) {
      this.#sinceReport = 0
      this.#report(current.item, this.#epoch, false)
    }
  }

  #report(item: number, epoch: number, done: boolean): void {
    const samples = this.played.get(item) ?? 0
    this.#call?.message({ type: 'playback.report', epoch, item, samples, ...(done ? { done } : {}) })
    this.#wake()
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
