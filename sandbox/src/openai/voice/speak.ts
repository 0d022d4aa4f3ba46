import { synthesise } from './flite-pool.ts'
import { pronounceable } from './spoken-text.ts'
import type { FliteVoice } from './voices.ts'

const cacheLimitBytes = 48 * 1024 * 1024

/** Oldest first: a Map keeps the order of insertion, and a hit is inserted again. */
const cache = new Map<string, Promise<Int16Array>>()
const sizes = new Map<string, number>()
let cachedBytes = 0

export interface SpeakOptions {
  /** Samples per second; 24 kHz is what the Realtime API speaks. */
  rate?: number
  /** 1 is the voice's own pace. */
  speed?: number
}

/**
 * 16-bit mono speech of `text`. Also how tests make a caller's utterances, with the
 * voices `rms`, `awb` and `kal16`. The result is shared and must not be changed.
 */
export function speak(text: string, voice: FliteVoice = 'slt', options: SpeakOptions = {}): Promise<Int16Array> {
  const { rate = 24_000, speed = 1 } = options
  const words = pronounceable(text)
  // An emoji alone, or a script Flite cannot read, is a short pause.
  if (words === '') return Promise.resolve(new Int16Array(rate / 4))
  const key = `${voice} ${rate} ${speed} ${words}`
  const known = cache.get(key)
  if (known) {
    cache.delete(key)
    cache.set(key, known)
    return known
  }
  const speech = synthesise({ text: words, voice, speed, rate })
  cache.set(key, speech)
  speech.then(
    (samples) => remember(key, samples.byteLength),
    () => cache.delete(key),
  )
  return speech
}

function remember(key: string, bytes: number): void {
  sizes.set(key, bytes)
  cachedBytes += bytes
  for (const oldest of cache.keys()) {
    if (cachedBytes <= cacheLimitBytes) return
    const size = sizes.get(oldest)
    if (size === undefined) continue // still being spoken
    cache.delete(oldest)
    sizes.delete(oldest)
    cachedBytes -= size
  }
}
