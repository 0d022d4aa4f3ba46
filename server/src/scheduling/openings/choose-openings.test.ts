import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseOpenings, type Candidate } from './choose-openings.ts'

const dayMs = 86_400_000
const at = (day: number, minute: number, providerId = 'lee'): Candidate => ({
  providerId,
  day,
  minute,
  start: day * dayMs + minute * 60_000,
})
const quarterHours = (day: number, from: number, to: number, providers = ['lee']) =>
  providers.flatMap((provider) =>
    Array.from({ length: (to - from) / 15 }, (_, index) => at(day, from + index * 15, provider)),
  )

describe('a handful of openings', () => {
  it('begins with the soonest and spreads over days, parts of the day and providers', () => {
    const week = [0, 1, 2, 3, 4].flatMap((day) => quarterHours(day, 9 * 60, 17 * 60, ['lee', 'ortiz']))
    const chosen = chooseOpenings(week, { limit: 5 })
    expect(chosen[0]).toEqual(at(0, 9 * 60))
    expect(new Set(chosen.map(({ day }) => day)).size).toBeGreaterThanOrEqual(3)
    expect(new Set(chosen.map(({ providerId }) => providerId)).size).toBe(2)
    expect(new Set(chosen.map(({ minute }) => Math.floor(minute / 180))).size).toBeGreaterThanOrEqual(2)
  })

  it('of one day lies apart in time', () => {
    const chosen = chooseOpenings(quarterHours(0, 9 * 60, 17 * 60), { limit: 4 })
    const gaps = chosen.slice(1).map((one, index) => one.minute - chosen[index]!.minute)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60)
  })

  it('stays close to a time that was named', () => {
    const chosen = chooseOpenings(quarterHours(0, 9 * 60, 17 * 60), { limit: 3, nearMinute: 14 * 60 + 30 })
    expect(chosen.some(({ minute }) => minute === 14 * 60 + 30)).toBe(true)
  })

  it('is in order, without two at one time, from what there is', () => {
    const candidate = fc
      .tuple(fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 95 }), fc.constantFrom('lee', 'ortiz'))
      .map(([day, quarter, provider]) => at(day, quarter * 15, provider))
    fc.assert(
      fc.property(fc.array(candidate), fc.integer({ min: 1, max: 6 }), (candidates, limit) => {
        const chosen = chooseOpenings(candidates, { limit })
        const starts = new Set(candidates.map(({ start }) => start))
        expect(chosen.length).toBeLessThanOrEqual(limit)
        expect(chosen.length).toBeGreaterThanOrEqual(Math.min(limit, 3, starts.size))
        expect(chosen.every((one) => candidates.includes(one))).toBe(true)
        for (const [index, one] of chosen.entries())
          if (index > 0) expect(one.start).toBeGreaterThan(chosen[index - 1]!.start)
      }),
    )
  })
})
