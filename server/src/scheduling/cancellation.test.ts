import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { termsOf, type OpenTimes, type PolicyTerms } from './cancellation.ts'

const policy: PolicyTerms = {
  cancelWindowHours: 24,
  windowClock: 'wall',
  feeCents: 5_000,
  feePercent: null,
  noShowFeeCents: null,
  noShowFeePercent: null,
  rescheduleCounts: false,
  freeWaivers: 0,
}
const open: OpenTimes = {
  timeZone: 'America/New_York',
  hours: Object.fromEntries(['1', '2', '3', '4', '5'].map((day) => [day, [['09:00', '17:00']]])),
  exceptions: [],
}
const at = (text: string) => Temporal.ZonedDateTime.from(`${text}[America/New_York]`).epochMilliseconds
const terms = (now: string, startsAt: string, changed: Partial<PolicyTerms> = {}, more = {}) =>
  termsOf(
    { ...policy, ...changed },
    {
      givenUp: 'cancelled',
      startsAt: new Date(at(startsAt)),
      now: new Date(at(now)),
      priceCents: 30_000,
      open,
      waivedBefore: 0,
      ...more,
    },
  )

describe('the window', () => {
  it.each([
    ['2026-12-01T10:00', '2026-12-02T10:00', false],
    ['2026-12-01T10:01', '2026-12-02T10:00', true],
    // The night in which the clocks go forward has an hour less: the wall shows a day, but 23 hours are left.
    ['2026-03-07T10:00', '2026-03-08T10:00', true],
    ['2026-10-31T10:00', '2026-11-01T10:00', false],
  ])('by the wall clock: %s for %s is late: %s', (now, startsAt, isLate) => {
    expect(terms(now, startsAt).isLate).toBe(isLate)
  })

  it.each([
    // Eight open hours a day: 24 of them are three days, and a weekend has none.
    ['2026-12-01T10:00', '2026-12-04T10:00', false],
    ['2026-12-01T10:01', '2026-12-04T10:00', true],
    ['2026-12-03T10:00', '2026-12-07T10:00', true],
    ['2026-12-02T10:00', '2026-12-07T10:00', false],
  ])('by business hours: %s for %s is late: %s', (now, startsAt, isLate) => {
    expect(terms(now, startsAt, { windowClock: 'business' }).isLate).toBe(isLate)
  })

  it('by business hours does not count a holiday', () => {
    const closed = { ...open, exceptions: [{ date: '2026-12-03', startMin: null, endMin: null }] }
    const business = { windowClock: 'business' as const }
    expect(terms('2026-12-01T10:00', '2026-12-04T10:00', business, { open: closed }).isLate).toBe(true)
    expect(terms('2026-11-30T10:00', '2026-12-04T10:00', business, { open: closed }).isLate).toBe(false)
  })

  it('by business hours is never shorter than by the wall clock, and once late always late', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 0, max: 20_000 }), (before, less) => {
        const startsAt = new Date(at('2026-12-18T14:00'))
        const late = (minutes: number, windowClock: 'wall' | 'business') =>
          termsOf(
            { ...policy, windowClock },
            {
              givenUp: 'cancelled',
              startsAt,
              now: new Date(startsAt.getTime() - minutes * 60_000),
              priceCents: 1,
              open,
              waivedBefore: 0,
            },
          ).isLate
        if (late(before, 'wall')) expect(late(before, 'business')).toBe(true)
        if (late(before, 'business')) expect(late(Math.max(0, before - less), 'business')).toBe(true)
      }),
    )
  })
})

describe('the fee', () => {
  const late = ['2026-12-02T09:00', '2026-12-02T10:00'] as const

  it.each([
    [{}, {}, 5_000],
    [{ feePercent: 50 }, {}, 15_000],
    [{ rescheduleCounts: false }, { givenUp: 'moved' }, 0],
    [{ rescheduleCounts: true }, { givenUp: 'moved' }, 5_000],
    [{ noShowFeeCents: 9_900 }, { givenUp: 'no_show' }, 9_900],
    [{ noShowFeeCents: 9_900, noShowFeePercent: 100 }, { givenUp: 'no_show' }, 30_000],
    [{}, { givenUp: 'no_show' }, 5_000],
  ])('of %j for %j is %d cents', (changed, about, feeCents) => {
    expect(terms(...late, changed, about)).toMatchObject({ isLate: true, feeCents, dueCents: feeCents })
  })

  it('is waived as often as the policy says, but not for who does not come', () => {
    const free = { freeWaivers: 1 }
    expect(terms(...late, free)).toMatchObject({ feeCents: 5_000, isFeeWaived: true, dueCents: 0 })
    expect(terms(...late, free, { waivedBefore: 1 })).toMatchObject({ isFeeWaived: false, dueCents: 5_000 })
    expect(terms(...late, free, { givenUp: 'no_show' })).toMatchObject({ isFeeWaived: false, dueCents: 5_000 })
  })

  it('is nothing outside the window, and without a policy', () => {
    expect(terms('2026-12-01T10:00', '2026-12-02T10:00', { freeWaivers: 1 })).toMatchObject({
      dueCents: 0,
      isFeeWaived: false,
    })
  })
})
