import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_AHEAD_MS, MAX_UNSENT_BYTES, leftMs, nothingPlayed, playedBy, reported, sent, waitMs } from './pacing.ts'

const second = 24_000

describe('audio on its way to the ear', () => {
  it('runs two seconds ahead and then waits for the listener', () => {
    const full = sent(nothingPlayed, { samples: 2 * second, nowMs: 0 })
    expect(waitMs(full, { samples: 2_400, unsentBytes: 0, nowMs: 0 })).toBe(100)
    expect(waitMs(full, { samples: 2_400, unsentBytes: 0, nowMs: 100 })).toBe(0)
  })

  it('waits longer when the listener says that less has been played than the clock thinks', () => {
    const full = sent(nothingPlayed, { samples: 2 * second, nowMs: 0 })
    const slow = reported(full, { playedSamples: 0, nowMs: 500 })
    expect(waitMs(slow, { samples: 2_400, unsentBytes: 0, nowMs: 500 })).toBe(100)
  })

  it('waits for a socket that is full', () => {
    const state = sent(nothingPlayed, { samples: 10, nowMs: 0 })
    expect(waitMs(state, { samples: 10, unsentBytes: MAX_UNSENT_BYTES + 1, nowMs: 0 })).toBeGreaterThan(0)
  })

  it('starts the clock anew after a silence', () => {
    const first = sent(nothingPlayed, { samples: second, nowMs: 0 })
    const later = sent(first, { samples: second, nowMs: 60_000 })
    expect(leftMs(later, 60_000)).toBe(1_000)
  })
})

const step = fc.record({
  passedMs: fc.nat(300),
  samples: fc.integer({ min: 1, max: 2_400 }),
  report: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
})

describe('whatever is sent and reported', () => {
  it('never is more than two seconds ahead of what has been played by then', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        let state = nothingPlayed
        let nowMs = 0
        for (const { passedMs, samples, report } of steps) {
          nowMs += passedMs
          if (report !== null) state = reported(state, { playedSamples: Math.floor(report * state.sentSamples), nowMs })
          while (waitMs(state, { samples, unsentBytes: 0, nowMs }) === 0) {
            state = sent(state, { samples, nowMs })
            expect(leftMs(state, nowMs)).toBeLessThanOrEqual(MAX_AHEAD_MS)
          }
          expect(playedBy(state, nowMs)).toBeLessThanOrEqual(state.sentSamples)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('waiting as long as it says is enough', () => {
    fc.assert(
      fc.property(fc.nat(4 * second), fc.integer({ min: 1, max: 2_400 }), (samplesSent, samples) => {
        const state = sent(nothingPlayed, { samples: samplesSent, nowMs: 0 })
        const wait = waitMs(state, { samples, unsentBytes: 0, nowMs: 0 })
        expect(waitMs(state, { samples, unsentBytes: 0, nowMs: wait })).toBe(0)
      }),
    )
  })
})
