import { SAMPLE_RATE } from '@ava/protocol/audio-frame.ts'
import { PlaybackQueue, type Progress } from './playback-queue.ts'
import { Resampler } from './resampler.ts'
import type { PlaybackCommand, PlaybackReport } from './worklet-messages.ts'

const REPORT_EVERY_S = 0.1
const LEVEL_EVERY_S = 0.05
/** −12 dB. */
const DUCKED_GAIN = 0.25
const DUCK_RAMP_S = 0.015
/** Taken from the queue at a time: the error of the played-sample count, 2.5 ms. */
const BLOCK = 60
/** −60 dBFS: below it is a pause in the recording, not a voice. */
const AUDIBLE = 0.001

/** Ava's voice at 24 kHz → the speaker at the device's own rate. */
class PlaybackProcessor extends AudioWorkletProcessor {
  #queue = new PlaybackQueue()
  #resampler = new Resampler(SAMPLE_RATE, sampleRate)
  #block = new Float32Array(BLOCK)
  /** Resampled, and longer than what the last call could take. */
  #surplus = new Float32Array()
  #gain = 1
  #targetGain = 1
  #begunItem = -1
  #wasPlaying = false
  #reportAt = 0
  #levelAt = 0
  #energy = 0
  #energySamples = 0

  constructor() {
    super()
    this.port.onmessage = ({ data }: MessageEvent<PlaybackCommand>) => this.#obey(data)
  }

  process(_inputs: Float32Array[][], [channels]: Float32Array[][]): boolean {
    const output = channels![0]!
    this.#fill(output)
    const step = (1 - DUCKED_GAIN) / (DUCK_RAMP_S * sampleRate)
    for (let index = 0; index < output.length; index++) {
      const distance = this.#targetGain - this.#gain
      this.#gain += Math.max(-step, Math.min(step, distance))
      output[index]! *= this.#gain
      this.#energy += output[index]! ** 2
    }
    this.#energySamples += output.length
    for (const channel of channels!.slice(1)) channel.set(output)
    this.#report()
    return true
  }

  #obey(command: PlaybackCommand): void {
    if (command.type === 'play') this.#queue.enqueue(command.chunk)
    else if (command.type === 'duck') this.#targetGain = command.isDucked ? DUCKED_GAIN : 1
    else if (command.type === 'restart') {
      this.#queue.restart()
      this.#begunItem = -1
    } else {
      const interrupted = this.#queue.flush(command.epoch)
      if (interrupted) this.#post({ type: 'progress', progress: interrupted })
    }
  }

  #fill(output: Float32Array): void {
    let filled = 0
    while (filled < output.length) {
      if (this.#surplus.length === 0) this.#surplus = this.#nextBlock()
      const part = this.#surplus.subarray(0, output.length - filled)
      output.set(part, filled)
      filled += part.length
      this.#surplus = this.#surplus.subarray(part.length)
    }
  }

  #nextBlock(): Float32Array<ArrayBuffer> {
    const isVoice = this.#queue.pull(this.#block)
    const item = this.#queue.progress?.item
    if (
      isVoice &&
      item !== undefined &&
      item !== this.#begunItem &&
      this.#block.some((sample) => Math.abs(sample) > AUDIBLE)
    ) {
      this.#begunItem = item
      this.#post({ type: 'began', item, contextTime: currentTime })
    }
    return new Float32Array(this.#resampler.process(this.#block))
  }

  #report(): void {
    for (const progress of this.#queue.takeFinished()) this.#postProgress(progress)
    const { isPlaying, progress } = this.#queue
    if (isPlaying !== this.#wasPlaying) {
      this.#wasPlaying = isPlaying
      this.#post({ type: 'playing', isPlaying })
    }
    if (isPlaying && progress && currentTime >= this.#reportAt) this.#postProgress(progress)
    if (currentTime < this.#levelAt) return
    // Once more after the end: the meter goes back to nothing, and then nothing more is said.
    if (this.#energy > 0 || isPlaying) this.#post({ type: 'level', rms: Math.sqrt(this.#energy / this.#energySamples) })
    this.#levelAt = currentTime + LEVEL_EVERY_S
    this.#energy = this.#energySamples = 0
  }

  #postProgress(progress: Progress): void {
    this.#reportAt = currentTime + REPORT_EVERY_S
    this.#post({ type: 'progress', progress })
  }

  #post(report: PlaybackReport): void {
    this.port.postMessage(report)
  }
}
registerProcessor('ava-playback', PlaybackProcessor)
