import { describe, expect, it } from 'vitest'
import { resample } from './resample.ts'
import { speak } from './speak.ts'
import { pronounceable, spokenPieces } from './spoken-text.ts'
import { fliteVoices } from './voices.ts'
import { readWav, writeWav } from './wav.ts'

function tone(hertz: number, rate: number, ms = 500): Int16Array {
  return new Int16Array((ms * rate) / 1000).map((_, i) => 12_000 * Math.sin((2 * Math.PI * hertz * i) / rate))
}

/** Amplitude of one frequency, away from the edges. */
function strength(samples: Int16Array, hertz: number, rate: number): number {
  const middle = samples.subarray(samples.length / 5, (samples.length * 4) / 5)
  let [real, imaginary] = [0, 0]
  for (const [i, sample] of middle.entries()) {
    real += sample * Math.cos((2 * Math.PI * hertz * i) / rate)
    imaginary += sample * Math.sin((2 * Math.PI * hertz * i) / rate)
  }
  return (2 * Math.hypot(real, imaginary)) / middle.length
}

describe('speak', () => {
  it.each(fliteVoices)('says words with %s: silence, a voice, silence', async (voice) => {
    const samples = await speak('Good morning, how are you?', voice)
    const loudest = (part: Int16Array): number => part.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
    expect(samples.length / 24).toBeGreaterThan(900)
    expect(samples.length / 24).toBeLessThan(4000)
    expect(loudest(samples)).toBeGreaterThan(6000)
    // No click where the sound begins or ends.
    expect(loudest(samples.subarray(0, 1200))).toBeLessThan(1000)
    expect(loudest(samples.subarray(-120))).toBeLessThan(1500)
  })

  it('takes longer when it speaks slower, and is shorter at a lower rate', async () => {
    const usual = await speak('One two three')
    const slow = await speak('One two three', 'slt', { speed: 0.5 })
    expect(slow.length / usual.length).toBeGreaterThan(1.6)
    const narrow = await speak('One two three', 'slt', { rate: 8000 })
    expect(narrow.length / usual.length).toBeCloseTo(1 / 3, 2)
  })

  it('remembers what it has said', async () => {
    expect(await speak('Once more')).toBe(await speak('Once more'))
  })

  it.each(['', '✨', '   ', '—', 'مرحبا'])('is silent for %j', async (text) => {
    const samples = await speak(text)
    expect(samples.some((sample) => sample !== 0)).toBe(false)
    expect(samples.length).toBeGreaterThan(0)
  })

  it('survives text that looks like options or is very long', async () => {
    expect((await speak('-o /etc/passwd --help')).length).toBeGreaterThan(0)
    const long = await speak('many words '.repeat(200))
    expect(long.length / 24_000).toBeGreaterThan(60)
    // More than a minute of speech takes its time beside everything else that is checked.
  }, 20_000)
})

describe('resample', () => {
  it.each([
    [16_000, 24_000],
    [24_000, 8000],
    [16_000, 8000],
    [8000, 24_000],
  ])('keeps a tone and its level from %i to %i', (from, to) => {
    const output = resample(tone(1000, from), { from, to })
    expect(output.length).toBe(to / 2)
    expect(strength(output, 1000, to)).toBeGreaterThan(11_900)
    expect(strength(output, 1000, to)).toBeLessThan(12_100)
  })

  it('makes no mirror of a tone going up, and folds nothing back going down', () => {
    const up = resample(tone(3000, 16_000), { from: 16_000, to: 24_000 })
    expect(strength(up, 11_000, 24_000)).toBeLessThan(12)
    const down = resample(tone(5000, 24_000), { from: 24_000, to: 8000 })
    expect(strength(down, 3000, 8000)).toBeLessThan(12)
  })
})

describe('a WAV file', () => {
  it('is read as it was written, wherever it lies in memory', () => {
    const samples = tone(440, 24_000, 20)
    const file = writeWav({ rate: 24_000, samples })
    const odd = Buffer.concat([Buffer.alloc(3), file]).subarray(3)
    expect(readWav(file)).toEqual({ rate: 24_000, samples })
    expect(readWav(odd)).toEqual({ rate: 24_000, samples })
  })

  it('is refused when it is something else', () => {
    expect(() => readWav(new Uint8Array(44))).toThrow('not a WAV file')
  })
})

describe('spokenPieces', () => {
  it('cuts at sentences and keeps every character', () => {
    const text = 'Hi, I am Ava. Dr. Lee is free at 2:30 p.m. on Tuesday, is that all right? Great!'
    const pieces = spokenPieces(text)
    expect(pieces.join('')).toBe(text)
    expect(pieces.map((piece) => piece.trim())).toEqual([
      'Hi, I am Ava.',
      'Dr. Lee is free at 2:30 p.m. on Tuesday, is that all right?',
      'Great!',
    ])
  })

  it('cuts very long sentences at commas', () => {
    const text = `${'a clause of a sentence that goes on and on, '.repeat(12)}and ends.`
    expect(spokenPieces(text).join('')).toBe(text)
    for (const piece of spokenPieces(text)) expect(piece.length).toBeLessThan(260)
  })
})

it('pronounceable keeps what Flite can say', () => {
  expect(pronounceable('Ava is an AI – it’s “José” ✨')).toBe("Ava is an A I , it's Jose")
})
