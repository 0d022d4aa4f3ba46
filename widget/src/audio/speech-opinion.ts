import { Resampler } from './resampler.ts'

/** At 16 kHz: 32 ms. */
const FRAME = 512
/** The cell's memory runs full in long noise: it starts afresh after this much that was no speech. */
const RESET_AFTER_FRAMES = 300
/** A device that needs longer than this for a 32 ms frame is better off with the level alone. */
const TOO_SLOW_MS = 20
const SLOW_FRAMES_ALLOWED = 30

export interface SpeechOpinion {
  /** Frames at 24 kHz, as captured. */
  hear(pcm: Int16Array): void
  /** Of the newest frames; null when it has none or has given up. */
  probability(): number | null
}

/** What vad-web's Silero class offers of itself. */
export interface SpeechModel {
  process(frame: Float32Array): Promise<{ isSpeech: number }>
  reset_state: () => void
}

/** Feeds the model block by block, one at a time; blocks that come while it is busy wait, a backlog is dropped. */
export function followStream(model: SpeechModel): SpeechOpinion {
  const resampler = new Resampler(24_000, 16_000)
  let pending = new Float32Array()
  let latest: number | null = null
  let isBusy = false
  let hasGivenUp = false
  let quietFrames = 0
  let slowFrames = 0

  async function work(): Promise<void> {
    isBusy = true
    while (pending.length >= FRAME && !hasGivenUp) {
      const frame = pending.slice(0, FRAME)
      pending = pending.slice(FRAME)
      const startedAt = performance.now()
      latest = (await model.process(frame)).isSpeech
      slowFrames = performance.now() - startedAt > TOO_SLOW_MS ? slowFrames + 1 : 0
      quietFrames = latest < 0.2 ? quietFrames + 1 : 0
      if (quietFrames >= RESET_AFTER_FRAMES) {
        model.reset_state()
        quietFrames = 0
      }
      if (slowFrames > SLOW_FRAMES_ALLOWED) hasGivenUp = true
    }
    isBusy = false
  }

  return {
    hear(pcm) {
      if (hasGivenUp) return
      const samples = resampler.process(Float32Array.from(pcm, (sample) => sample / 32_768))
      const queued = pending.length > FRAME * 8 ? new Float32Array() : pending
      pending = new Float32Array(queued.length + samples.length)
      pending.set(queued)
      pending.set(samples, queued.length)
      // A model that throws is a model we do without.
      if (!isBusy) work().catch(() => (hasGivenUp = true))
    },
    probability: () => (hasGivenUp ? null : latest),
  }
}
