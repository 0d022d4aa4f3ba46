import fc from 'fast-check'
import { expect, it } from 'vitest'
import { quietUntil } from './quiet-hours.ts'

const night = { quietFromMin: 21 * 60, quietUntilMin: 8 * 60 }
const zonesOf = ['America/New_York', 'America/Los_Angeles', 'Pacific/Honolulu', 'Europe/London', 'Australia/Lord_Howe']
const minuteIn = (instant: Date, zone: string) => {
  const local = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone)
  return local.hour * 60 + local.minute
}

it.each([
  // In the evening, after midnight, by day, and to the minute at both ends.
  ['2026-12-02T02:00:00Z', '2026-12-02T13:00:00Z'],
  ['2026-12-02T06:00:00Z', '2026-12-02T13:00:00Z'],
  ['2026-12-02T12:59:59Z', '2026-12-02T13:00:00Z'],
  ['2026-12-02T13:00:00Z', null],
  ['2026-12-02T01:59:59Z', null],
  // The night that loses an hour, and the one that has one more.
  ['2026-03-08T05:00:00Z', '2026-03-08T12:00:00Z'],
  ['2026-11-01T04:00:00Z', '2026-11-01T13:00:00Z'],
])('at %s in New York waits until %s', (now, until) => {
  expect(quietUntil(new Date(now), { zones: ['America/New_York'], hours: night })).toEqual(until && new Date(until))
})

it('waits until it is day everywhere that somebody may be', () => {
  const zones = ['America/New_York', 'America/Los_Angeles']
  // Day in New York, night in Los Angeles; and the other way round, where the next common hour is a day away.
  expect(quietUntil(new Date('2026-12-01T14:00:00Z'), { zones, hours: night })).toEqual(
    new Date('2026-12-01T16:00:00Z'),
  )
  expect(quietUntil(new Date('2026-12-02T03:00:00Z'), { zones, hours: night })).toEqual(
    new Date('2026-12-02T16:00:00Z'),
  )
})

it('takes hours within one day, and none at all', () => {
  const noon = new Date('2026-12-01T17:30:00Z')
  const zones = ['America/New_York']
  const lunch = { quietFromMin: 12 * 60, quietUntilMin: 13 * 60 }
  expect(quietUntil(noon, { zones, hours: lunch })).toEqual(new Date('2026-12-01T18:00:00Z'))
  expect(quietUntil(noon, { zones, hours: { quietFromMin: 0, quietUntilMin: 0 } })).toBeNull()
  expect(quietUntil(noon, { zones, hours: { quietFromMin: 600, quietUntilMin: 24 * 60 } })).toEqual(
    new Date('2026-12-02T05:00:00Z'),
  )
})

it('ends outside of quiet hours, later than now, in every zone alone', () => {
  const instants = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
  const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 })
  fc.assert(
    fc.property(instants, fc.constantFrom(...zonesOf), minutes, minutes, (now, zone, quietFromMin, quietUntilMin) => {
      const isQuiet = (at: Date) => {
        const minute = minuteIn(at, zone)
        return quietFromMin <= quietUntilMin
          ? minute >= quietFromMin && minute < quietUntilMin
          : minute >= quietFromMin || minute < quietUntilMin
      }
      const until = quietUntil(now, { zones: [zone], hours: { quietFromMin, quietUntilMin } })
      expect(until === null).toBe(!isQuiet(now))
      if (until) {
        expect(until.getTime()).toBeGreaterThan(now.getTime())
        expect(isQuiet(until)).toBe(false)
      }
    }),
    { numRuns: 300 },
  )
})
