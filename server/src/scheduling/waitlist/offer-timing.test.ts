import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { offerTiming } from './offer-timing.ts'

const timeZone = 'America/New_York'
const at = (local: string) => new Date(Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).epochMilliseconds)
const timing = (now: string, startsAt: string, minNoticeMin = 0) =>
  offerTiming({ now: at(now), startsAt: at(startsAt), minNoticeMin, timeZone })

describe('an offer of a time that came free', () => {
  it('is made by day, for a quarter of an hour, and ends with the minimum notice', () => {
    expect(timing('2026-12-01T08:00', '2026-12-01T14:00')).toEqual({ when: 'now', expiresAt: at('2026-12-01T08:15') })
    expect(timing('2026-12-01T20:59', '2026-12-02T08:00')).toEqual({ when: 'now', expiresAt: at('2026-12-01T21:14') })
    expect(timing('2026-12-01T11:50', '2026-12-01T14:00', 120)).toEqual({
      when: 'now',
      expiresAt: at('2026-12-01T12:00'),
    })
    expect(timing('2026-12-01T11:56', '2026-12-01T14:00', 120)).toEqual({ when: 'never' })
  })

  it('waits in the evening and at night until eight', () => {
    expect(timing('2026-12-01T21:00', '2026-12-02T14:00')).toEqual({ when: 'later', at: at('2026-12-02T08:00') })
    expect(timing('2026-12-02T03:00', '2026-12-02T14:00')).toEqual({ when: 'later', at: at('2026-12-02T08:00') })
  })

  it('that would be too late in the morning is made to nobody', () => {
    expect(timing('2026-12-01T21:30', '2026-12-02T08:00')).toEqual({ when: 'never' })
    expect(timing('2026-12-01T22:00', '2026-12-02T09:00', 240)).toEqual({ when: 'never' })
  })

  it('is never made between nine in the evening and eight in the morning, on no day and in no zone', () => {
    const zone = fc.constantFrom('America/New_York', 'America/Phoenix', 'Pacific/Honolulu', 'Australia/Sydney')
    const minutes = fc.integer({ min: 0, max: 4 * 365 * 24 * 60 })
    fc.assert(
      fc.property(zone, minutes, fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 3000 }), (...given) => {
        const [timeZone, minute, ahead, minNoticeMin] = given
        const now = new Date(Date.UTC(2026, 0, 1) + minute * 60_000)
        const startsAt = new Date(now.getTime() + ahead * 60_000)
        const found = offerTiming({ now, startsAt, minNoticeMin, timeZone })
        if (found.when === 'never') return
        const written = found.when === 'now' ? now : found.at
        const { hour } = Temporal.Instant.fromEpochMilliseconds(written.getTime()).toZonedDateTimeISO(timeZone)
        expect(hour >= 8 && hour < 21).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
