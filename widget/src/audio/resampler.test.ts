import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Resampler } from './resampler.ts'

const RATES: [from: number, to: number][] = [
  [48_000, 24_000],
  [44_100, 24_000],
  [16_000, 24_000],
  [24_000, 48_000],
  [24_000, 44_100],
  [24_000, 16_000],
]

describe.each(RATES)('from %i to %i Hz', (from, to) => {
  it('passes a voice’s band cleanly: 60 dB over everything else that comes out', () => {
    for (const frequency of [100, 440, 1_000, 3_400, 6_000]) {
      expect(signalToNoise(resampleTone({ from, to, frequency }), frequency, to)).toBeGreaterThan(60)
    }
  })

  it('keeps the level', () => {
    expect(rms(resampleTone({ from, to, frequency: 1_000 }))).toBeCloseTo(Math.SQRT1_2, 2)
  })

  it('gives as many samples as the rates say', () => {
    const resampler = new Resampler(from, to)
    let count = 0
    for (let block = 0; block < 300; block++) count += resampler.process(new Float32Array(128)).length
    expect(Math.abs(count - (300 * 128 * to) / from)).toBeLessThanOrEqual(1)
  })
})

it('lets nothing fold back that the lower rate cannot carry', () => {
  for (const frequency of [13_500, 15_000, 18_000, 23_000]) {
    expect(decibels(rms(resampleTone({ from: 48_000, to: 24_000, frequency })))).toBeLessThan(-70)
  }
})

it('gives the same stream however the input is cut into blocks', () => {
  const input = Float32Array.from({ length: 2_000 }, (_, index) => Math.sin(index * index))
  const whole = new Resampler(44_100, 24_000).process(input)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 30 }), (lengths) => {
      const resampler = new Resampler(44_100, 24_000)
      const out: number[] = []
      let at = 0
      for (const length of [...lengths, input.length]) {
        out.push(...resampler.process(input.subarray(at, at + length)))
        at += length
      }
      expect(out).toEqual([...whole])
    }),
    { numRuns: 50 },
  )
})

/** The middle of a second of a sine of full scale. */
function resampleTone({ from, to, frequency }: { from: number; to: number; frequency: number }): Float32Array {
  const input = Float32Array.from({ length: from }, (_, index) => Math.sin((2 * Math.PI * frequency * index) / from))
  const output = new Resampler(from, to).process(input)
  return output.subarray(to / 4, (to * 3) / 4)
}

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
}
function decibels(level: number): number {
  return 20 * Math.log10(level)
}

/** dB between the tone and all that is left when the best-fitting tone is taken out. */
function signalToNoise(samples: Float32Array, frequency: number, rate: number): number {
  const step = (2 * Math.PI * frequency) / rate
  let [inPhase, quadrature] = [0, 0]
  samples.forEach((sample, index) => {
    inPhase += (2 / samples.length) * sample * Math.cos(step * index)
    quadrature += (2 / samples.length) * sample * Math.sin(step * index)
  })
  const rest = samples.map(
    (sample, index) => sample - inPhase * Math.cos(step * index) - quadrature * Math.sin(step * index),
  )
  return decibels(rms(samples)) - decibels(rms(rest))
}
