import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reminderAt, reminderTimes, rulesFor } from './reminder-times.ts'

const timeZone = 'America/New_York'
const at = (iso: string, offsetMin: number) =>
  reminderAt({ startsAt: new Date(iso), timeZone }, offsetMin).toISOString()

describe('a day before', () => {
  it('is the same time of day, also when the clocks go forward that night', () => {
    // Sunday 2 PM daylight time; the day before, standard time.
    expect(at('2027-03-14T18:00:00Z', -1_440)).toBe('2027-03-13T19:00:00.000Z')
  })
  it('is the same time of day, also when they go back', () => {
    expect(at('2026-11-01T19:00:00Z', -1_440)).toBe('2026-10-31T18:00:00.000Z')
  })
  it('of a time that this day does not have is the next that it has', () => {
    expect(at('2027-03-15T06:30:00Z', -1_440)).toBe('2027-03-14T07:30:00.000Z')
  })
})

describe('hours before', () => {
  it('are hours that pass, whatever the clock shows', () => {
    expect(at('2027-03-14T08:00:00Z', -120)).toBe('2027-03-14T06:00:00.000Z')
    expect(at('2026-11-01T07:00:00Z', -120)).toBe('2026-11-01T05:00:00.000Z')
  })
})

it('every reminder comes before its visit, and everything else after it, in order', () => {
  const offset = fc.integer({ min: -14 * 1_440, max: 28 * 1_440 }).filter((minutes) => minutes !== 0)
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }),
      fc.array(offset),
      fc.constantFrom('America/New_York', 'Australia/Lord_Howe', 'Europe/London', 'UTC'),
      fc.boolean(),
      (startsAt, offsets, zone, isOver) => {
        const rules = offsets.map((offsetMin, index) => ({
          key: String(index),
          purpose: offsetMin < 0 ? ('reminder' as const) : ('follow_up' as const),
          channel: null,
          offsetMin,
        }))
        const times = reminderTimes({ startsAt, timeZone: zone, isOver }, rules)
        const moments = times.map((one) => one.at.getTime())
        expect(moments).toEqual([...moments].sort((a, b) => a - b))
        expect(new Set(moments).size).toBe(moments.length)
        expect(times.flatMap(({ due }) => due)).toHaveLength(offsets.filter((one) => one < 0 !== isOver).length)
        for (const one of times) for (const { purpose } of one.due) expect(purpose === 'reminder').toBe(!isOver)
        // An hour of the clocks going round is the most that a day's count is off.
        for (const moment of moments) {
          if (isOver) expect(moment).toBeGreaterThan(startsAt.getTime() - 3_600_000)
          else expect(moment).toBeLessThan(startsAt.getTime() + 3_600_000)
        }
      },
    ),
  )
})

it('without rules of its own a spa reminds a day and two hours before', () => {
  expect(rulesFor([], 'any').map(({ key, offsetMin }) => [key, offsetMin])).toEqual([
    ['default-1440', -1_440],
    ['default-120', -120],
  ])
})
