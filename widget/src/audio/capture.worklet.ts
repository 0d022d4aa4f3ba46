import { SAMPLE_RATE } from '@ava/protocol/audio-frame.ts'
import { Resampler } from './resampler.ts'
import type { CapturedFrame, CaptureOptions } from './worklet-messages.ts'

/** The microphone at the device's own rate → frames of PCM16 at 24 kHz. */
class CaptureProcessor extends AudioWorkletProcessor {
  #resampler = new Resampler(sampleRate, SAMPLE_RATE)
  #frame: Int16Array<ArrayBuffer>
  #filled = 0
  #energy = 0

  constructor({ processorOptions }: { processorOptions: CaptureOptions }) {
    super()
    this.#frame = new Int16Array(processorOptions.frameSamples)
  }

  process([channels]: Float32Array[][]): boolean {
    // No channel: the source is not connected at the moment.
    const mono = channels?.[0]
    if (mono) for (const sample of this.#resampler.process(mono)) this.#push(sample)
    return true
  }

  #push(sample: number): void {
    const clipped = Math.max(-1, Math.min(1, sample))
    this.#energy += clipped * clipped
    this.#frame[this.#filled++] = Math.round(clipped * 32_767)
    if (this.#filled < this.#frame.length) return
    const frame: CapturedFrame = { pcm: this.#frame, rms: Math.sqrt(this.#energy / this.#filled) }
    this.port.postMessage(frame, [this.#frame.buffer])
    this.#frame = new Int16Array(this.#filled)
    this.#filled = 0
    this.#energy = 0
  }
}
registerProcessor('ava-capture', CaptureProcessor)
