import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { speak } from '../voice/speak.ts'
import { TurnDetector } from './turns.ts'
import type { TurnEvent, TurnSettings } from './turns.ts'
import { seeded } from './unevenness.ts'

const rate = 24_000
const settings: TurnSettings = { threshold: 0.5, prefixPaddingMs: 300, silenceMs: () => 400 }

const silence = (ms: number): Int16Array => new Int16Array((ms * rate) / 1000)

/** White noise of this level (dB below full scale). */
function noise(ms: number, db: number, seed = 7): Int16Array {
  const random = seeded(seed)
  const peak = 32768 * 10 ** (db / 20) * Math.sqrt(3)
  return silence(ms).map(() => (2 * random() - 1) * peak)
}

function joined(...parts: Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function mixed(a: Int16Array, b: Int16Array): Int16Array {
  return a.map((sample, i) => Math.max(-32768, Math.min(32767, sample + (b[i] ?? 0))))
}

function turnsIn(audio: Int16Array, { chunk = 480, with: given = settings } = {}): TurnEvent[] {
  const detector = new TurnDetector()
  const events: TurnEvent[] = []
  for (let at = 0; at < audio.length; at += chunk) {
    events.push(...detector.push(audio.subarray(at, at + chunk), { rate, settings: given }))
  }
  return events
}

let sentence: Int16Array
let speechStartsMs = 0
let speechEndsMs = 0
beforeAll(async () => {
  sentence = await speak('I would like to book an appointment for tomorrow afternoon', 'awb')
  const loud = (sample: number): boolean => Math.abs(sample) > 1500
  speechStartsMs = (sentence.findIndex(loud) / rate) * 1000
  speechEndsMs = (sentence.findLastIndex(loud) / rate) * 1000
})

describe('a spoken turn', () => {
  it('starts with its padding before the voice and stops after the silence', () => {
    const [started, stopped, ...more] = turnsIn(joined(silence(1000), sentence, silence(1500)))
    expect(more).toEqual([])
    expect(started).toMatchObject({ type: 'started' })
    expect((started as { startMs: number }).startMs).toBeGreaterThan(1000 + speechStartsMs - 300 - 150)
    expect((started as { startMs: number }).startMs).toBeLessThan(1000 + speechStartsMs - 300 + 100)
    expect((stopped as { endMs: number }).endMs - 400).toBeGreaterThan(1000 + speechEndsMs - 250)
    expect((stopped as { endMs: number }).endMs - 400).toBeLessThan(1000 + speechEndsMs + 250)
  })

  it.each([-60, -50, -42])('is found in a room of %i dBFS, and nothing before it', (db) => {
    const audio = mixed(joined(silence(2000), sentence, silence(1500)), noise(9000, db))
    const events = turnsIn(audio)
    expect(events.map(({ type }) => type)).toEqual(['started', 'stopped'])
    expect((events[0] as { startMs: number }).startMs).toBeGreaterThan(1500)
  })

  it('never begins before the audio does', () => {
    expect(turnsIn(joined(sentence, silence(1500)))[0]).toEqual({ type: 'started', startMs: 0 })
  })

  it('is two turns when the pause between is long enough', () => {
    const audio = joined(silence(500), sentence, silence(900), sentence, silence(900))
    expect(turnsIn(audio).map(({ type }) => type)).toEqual(['started', 'stopped', 'started', 'stopped'])
    const patient = { ...settings, silenceMs: () => 2000 }
    expect(turnsIn(audio, { with: patient }).map(({ type }) => type)).toEqual(['started'])
  })
})

describe('no turn', () => {
  it.each([
    ['silence', silence(5000)],
    ['a quiet room', noise(5000, -55)],
    ['a loud steady room', noise(6000, -30)],
    ['a click', joined(silence(1000), noise(30, -10), silence(1000))],
  ])('comes of %s', (_, audio) => {
    expect(turnsIn(audio)).toEqual([])
  })

  it('comes of soft speech when the threshold is high', () => {
    const soft = joined(silence(1000), sentence, silence(1000)).map((sample) => sample / 60)
    expect(turnsIn(soft, { with: { ...settings, threshold: 1 } })).toEqual([])
    expect(turnsIn(soft, { with: { ...settings, threshold: 0.2 } })).not.toEqual([])
  })
})

it('does not depend on how the audio is cut', () => {
  const audio = joined(silence(700), sentence, silence(1200), sentence, silence(1200))
  const whole = turnsIn(audio, { chunk: audio.length })
  expect(whole).toHaveLength(4)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9000 }), (chunk) => {
      expect(turnsIn(audio, { chunk })).toEqual(whole)
    }),
    { numRuns: 25 },
  )
})

it('always alternates, with times that never go back', () => {
  const piece = fc.oneof(
    fc.integer({ min: 20, max: 2500 }).map(silence),
    fc
      .record({ ms: fc.integer({ min: 20, max: 2500 }), db: fc.integer({ min: -60, max: -5 }) })
      .map(({ ms, db }) => noise(ms, db)),
    fc.integer({ min: 1, max: 3 }).map((part) => sentence.subarray(0, sentence.length / part)),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const audio = joined(...pieces)
      const events = turnsIn(audio)
      const lengthMs = (audio.length / rate) * 1000
      let last = 0
      for (const [index, event] of events.entries()) {
        expect(event.type).toBe(index % 2 === 0 ? 'started' : 'stopped')
        const at = event.type === 'started' ? event.startMs : event.endMs
        // Padding may reach back into the silence of the turn before, never further.
        expect(at).toBeGreaterThanOrEqual(event.type === 'started' ? last - 400 - 300 : last)
        expect(at).toBeLessThanOrEqual(lengthMs)
        last = at
      }
    }),
    { numRuns: 40 },
  )
})
