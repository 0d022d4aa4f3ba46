import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findFreeSlots } from './find-free-slots.ts'
import { isoDateOf, localDays, minuteAt, weekdayOf } from './local-day.ts'
import { clockChanges, location, minuteMs, provider, service, smallSpa, wallOf, zones } from './small-spa.ts'

// Besides the six: half an hour of daylight saving, midnight that does not exist, a day that was skipped.
const oddZones = [
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'America/Santiago',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'UTC',
]
const hourMs = 60 * minuteMs

describe('local days', () => {
  it('are those of the calendar, found with or without asking the zone each time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones, ...oddZones),
        fc.integer({ min: Date.UTC(2026, 0, 1) / minuteMs, max: Date.UTC(2029, 11, 1) / minuteMs }),
        fc.integer({ min: 1, max: 90 * 24 * 60 }),
        (timeZone, start, length) => {
          const window = { start: start * minuteMs, end: (start + length) * minuteMs }
          const days = localDays(timeZone, window)
          let date = Temporal.Instant.fromEpochMilliseconds(window.start).toZonedDateTimeISO(timeZone).toPlainDate()
          for (const day of days) {
            expect(isoDateOf(day)).toBe(date.toString())
            expect(weekdayOf(day)).toBe(date.dayOfWeek)
            expect(day.startsAt).toBe(date.toZonedDateTime(timeZone).epochMilliseconds)
            const noon = date.toZonedDateTime({ timeZone, plainTime: '12:34' }).epochMilliseconds
            expect(minuteAt(day, noon)).toBe(12 * 60 + 34)
            date = date.add({ days: 1 })
          }
          expect(days.at(-1)!.startsAt).toBeLessThan(window.end)
          expect(date.toZonedDateTime(timeZone).epochMilliseconds).toBeGreaterThanOrEqual(window.end)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('when the clocks change', () => {
  const cases = zones.flatMap((timeZone) =>
    clockChanges(timeZone).map((change) => ({ timeZone, change, on: String(change) })),
  )

  it('finds the changes of four years, and none where clocks stand still', () => {
    expect(cases.length).toBe(4 * 8)
    expect(new Set(cases.map(({ timeZone }) => timeZone))).toEqual(
      new Set(['America/New_York', 'America/Los_Angeles', 'Europe/London', 'Australia/Sydney']),
    )
  })

  it.each(cases)('sells each wall time once, and real time never twice, in $on', ({ timeZone, change }) => {
    const date = change.toPlainDate()
    const input = smallSpa({
      now: date.subtract({ days: 5 }).toZonedDateTime(timeZone).epochMilliseconds,
      from: date.toZonedDateTime(timeZone).epochMilliseconds,
      to: date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds,
      locations: [location({ timeZone })],
    })
    const slots = findFreeSlots(input)
    const times = slots.map(({ start }) => wallOf(start, timeZone).slice(11, 16))
    expect(new Set(times).size).toBe(times.length)
    const before = change.subtract({ nanoseconds: 1 })
    const shiftMin = (change.offsetNanoseconds - before.offsetNanoseconds) / 60e9
    // Spring loses the quarter-hours of the skipped stretch; autumn sells none of the repeated ones twice.
    expect(times.length).toBe(24 * 4 - (shiftMin > 0 ? shiftMin / 15 : 0))
    if (shiftMin > 0) {
      const skipped = before.toPlainDateTime().round('minute')
      for (let minute = 0; minute < shiftMin; minute += 15) {
        expect(times).not.toContain(skipped.add({ minutes: minute }).toString().slice(11, 16))
      }
    }
    // Whoever is treated across the change is there for half an hour by any clock that does not jump.
    for (const { start, end, occupations } of slots) {
      expect(end - start).toBe(30 * minuteMs)
      expect(Math.max(...occupations.map((one) => one.end)) - start).toBe(40 * minuteMs)
    }
    // Sold one after the other, as they would be: what is taken then never overlaps.
    const sold: { resourceId: string; start: number; end: number }[] = []
    for (const { start } of slots) {
      const [slot] = findFreeSlots({ ...input, from: start, to: start + 1, occupations: sold })
      if (slot) sold.push(...slot.occupations)
    }
    const byRoom = sold.filter(({ resourceId }) => resourceId === 'room-1').sort((a, b) => a.start - b.start)
    for (const [index, one] of byRoom.entries()) {
      if (index > 0) expect(one.start).toBeGreaterThanOrEqual(byRoom[index - 1]!.end)
    }
  })

  it.each(cases)('keeps working hours by the wall clock on both sides of $on', ({ timeZone, change }) => {
    const date = change.toPlainDate().add({ days: 1 })
    const nine = { locationId: 'main', weekday: date.dayOfWeek, startMin: 9 * 60, endMin: 10 * 60 }
    const week = [nine, { ...nine, weekday: date.subtract({ days: 2 }).dayOfWeek }]
    const slots = findFreeSlots(
      smallSpa({
        now: date.subtract({ days: 5 }).toZonedDateTime(timeZone).epochMilliseconds,
        from: date.subtract({ days: 2 }).toZonedDateTime(timeZone).epochMilliseconds,
        to: date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds,
        locations: [location({ timeZone })],
        providers: [provider('lee', { schedules: week })],
        service: service({ slotIntervalMin: 30 }),
      }),
    )
    expect(slots.map(({ start }) => wallOf(start, timeZone))).toEqual(
      [date.subtract({ days: 2 }), date].flatMap((day) => [`${day.toString()}T09:00:00`, `${day.toString()}T09:30:00`]),
    )
  })

  it('ends a working period that ends in the skipped hour at the change', () => {
    const timeZone = 'America/New_York'
    const instant = (wall: string) => Temporal.PlainDateTime.from(wall).toZonedDateTime(timeZone).epochMilliseconds
    const slots = findFreeSlots(
      smallSpa({
        now: instant('2027-03-10T08:00'),
        from: instant('2027-03-14T00:00'),
        to: instant('2027-03-15T00:00'),
        service: service({
          segments: [{ durationMin: 30, needsProvider: true, needsResources: [], isVisible: true }],
        }),
        locations: [location({ timeZone })],
        providers: [provider('lee', { schedules: [{ locationId: 'main', weekday: 7, startMin: 60, endMin: 150 }] })],
      }),
    )
    expect(slots.map(({ start }) => wallOf(start).slice(11, 16))).toEqual(['01:00', '01:15', '01:30'])
    expect(slots.at(-1)!.end).toBe(instant('2027-03-14T03:00'))
    expect(slots.at(-1)!.end - slots[0]!.start).toBe(hourMs)
  })
})
