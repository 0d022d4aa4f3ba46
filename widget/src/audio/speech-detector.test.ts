import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SpeechDetector, toDecibels, type DetectorEvent, type HeardFrame } from './speech-detector.ts'

const FRAME = 480
const SILENCE = -65
const VOICE = -28

interface Stretch {
  ms: number
  level?: number
  probability?: number | null
  isAvaPlaying?: boolean
}

function listen(stretches: Stretch[], detector = new SpeechDetector()): DetectorEvent[] {
  return stretches.flatMap(({ ms, level = SILENCE, probability = null, isAvaPlaying = false }) =>
    Array.from({ length: ms / 20 }, () => detector.hear({ samples: FRAME, level, probability, isAvaPlaying })).flat(),
  )
}
const types = (events: DetectorEvent[]) => events.map(({ type }) => type)

describe('by the level alone', () => {
  it('hears where speech begins and where it ended', () => {
    const events = listen([{ ms: 1_000 }, { ms: 800, level: VOICE }, { ms: 600 }])
    expect(events).toEqual([
      { type: 'suspected' },
      { type: 'started', atSample: 24_000 },
      { type: 'ended', atSample: 24_000 + 800 * 24 },
    ])
  })

  it('takes a click for nothing', () => {
    expect(types(listen([{ ms: 1_000 }, { ms: 20, level: -10 }, { ms: 500 }]))).toEqual([])
  })

  it('bridges the gaps between words', () => {
    const words = Array.from({ length: 5 }, () => [{ ms: 300, level: VOICE }, { ms: 200 }]).flat()
    expect(types(listen([{ ms: 1_000 }, ...words, { ms: 600 }]))).toEqual(['suspected', 'started', 'ended'])
  })

  it('gets used to a loud room, and still hears a voice in it', () => {
    const detector = new SpeechDetector()
    const settling = listen([{ ms: 20_000, level: -38 }], detector)
    expect(detector.isSpeaking).toBe(false)
    expect(settling.length).toBeLessThanOrEqual(3)
    expect(types(listen([{ ms: 400, level: -20 }], detector))).toContain('started')
  })

  it('wants to be surer while Ava speaks', () => {
    const quiet = { ms: 1_000 }
    expect(types(listen([quiet, { ms: 120, level: VOICE, isAvaPlaying: true }, quiet]))).toEqual([
      'suspected',
      'dismissed',
    ])
    expect(types(listen([quiet, { ms: 400, level: VOICE, isAvaPlaying: true }]))).toEqual(['suspected', 'started'])
  })
})

describe('with Silero', () => {
  it('goes by its opinion in noise that is as loud as a voice', () => {
    expect(listen([{ ms: 3_000, level: VOICE, probability: 0.05 }])).toEqual([])
    expect(
      types(
        listen([
          { ms: 500, level: VOICE, probability: 0.05 },
          { ms: 300, level: VOICE, probability: 0.9 },
        ]),
      ),
    ).toContain('started')
  })

  it('confirms within 80 ms', () => {
    expect(
      types(
        listen([
          { ms: 500, probability: 0 },
          { ms: 80, level: VOICE, probability: 0.9 },
        ]),
      ),
    ).toContain('started')
  })

  it('does not take the faint echo of Ava for a visitor', () => {
    expect(listen([{ ms: 5_000, level: -56, probability: 0.95, isAvaPlaying: true }])).toEqual([])
  })

  it('learns how loud the echo is, and hears a visitor over it', () => {
    const detector = new SpeechDetector()
    listen([{ ms: 1_000, probability: 0 }], detector)
    listen([{ ms: 3_000, level: -42, probability: 0.2, isAvaPlaying: true }], detector)
    expect(listen([{ ms: 1_000, level: -41, probability: 0.9, isAvaPlaying: true }], detector)).toEqual([])
    expect(types(listen([{ ms: 200, level: -24, probability: 0.9, isAvaPlaying: true }], detector))).toContain(
      'started',
    )
  })
})

it('always tells of a beginning before an end, at samples that have been heard and never go back', () => {
  const frames: fc.Arbitrary<HeardFrame> = fc.record({
    samples: fc.constantFrom(480, 960),
    level: fc.integer({ min: -100, max: 0 }),
    probability: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    isAvaPlaying: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(frames, { maxLength: 400 }), (heard) => {
      const detector = new SpeechDetector()
      let position = 0
      let last = 0
      let isSpeaking = false
      for (const frame of heard) {
        position += frame.samples
        for (const event of detector.hear(frame)) {
          if (event.type !== 'started' && event.type !== 'ended') continue
          expect(event.type === 'started').toBe(!isSpeaking)
          isSpeaking = !isSpeaking
          expect(event.atSample).toBeGreaterThanOrEqual(last)
          expect(event.atSample).toBeLessThanOrEqual(position)
          last = event.atSample
        }
      }
    }),
    { numRuns: 300 },
  )
})

it('counts digital silence as −100 dBFS', () => {
  expect(toDecibels(0)).toBe(-100)
  expect(toDecibels(1)).toBe(0)
})
