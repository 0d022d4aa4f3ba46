import type { Chunk, Progress } from './playback-queue.ts'

/** capture.worklet.ts → microphone.ts: one frame, at 24 kHz. */
export interface CapturedFrame {
  pcm: Int16Array<ArrayBuffer>
  /** Root mean square, 0–1. */
  rms: number
}
export interface CaptureOptions {
  frameSamples: number
}

/** speaker.ts → playback.worklet.ts */
export type PlaybackCommand =
  | { type: 'play'; chunk: Chunk }
  | { type: 'flush'; epoch: number }
  /** Another call: epochs and utterances count afresh. */
  | { type: 'restart' }
  | { type: 'duck'; isDucked: boolean }

/** playback.worklet.ts → speaker.ts */
export type PlaybackReport =
  | { type: 'progress'; progress: Progress }
  /** The first sample of an utterance that is not silence goes out at `contextTime` (seconds). */
  | { type: 'began'; item: number; contextTime: number }
  | { type: 'playing'; isPlaying: boolean }
  | { type: 'level'; rms: number }
