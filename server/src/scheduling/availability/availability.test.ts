import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findFreeSlots, type AvailabilityInput, type FreeSlot } from './availability.ts'

const newYork = 'America/New_York'
const minuteMs = 60_000
const hourMs = 60 * minuteMs

function at(wall: string, timeZone = newYork): number {
  return Temporal.PlainDateTime.from(wall).toZonedDateTime(timeZone).epochMilliseconds
}

function wallOf(instant: number, timeZone = newYork): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDateTime().toString()
}

const everyDay = ['1', '2', '3', '4', '5', '6', '7'] as const
const roundTheClock = Object.fromEntries(everyDay.map((day) => [day, [['00:00', '24:00'] as [string, string]]]))

function spa(overrides: Partial<AvailabilityInput> = {}): AvailabilityInput {
  return {
    now: at('2026-12-01T08:00'),
    from: at('2026-12-01T00:00'),
    to: at('2026-12-02T00:00'),
    segments: [
      { durationMin: 30, needsProvider: true, needsResources: ['treatment_room'], isVisible: true },
      { durationMin: 10, needsProvider: false, needsResources: ['treatment_room'], isVisible: false },
    ],
    minNoticeMin: 0,
    horizonDays: 90,
    slotIntervalMin: 15,
    locations: [{ id: 'main', timeZone: newYork, hours: { '2': [['09:00', '12:00']] } }],
    providers: [provider('lee')],
    eligibleProviderIds: new Set(['lee', 'kim']),
    resources: [{ id: 'room-1', purpose: 'treatment_room', locationId: 'main' }],
    occupations: [],
    ...overrides,
  }
}

function provider(
  id: string,
  overrides: Partial<AvailabilityInput['providers'][number]> = {},
): AvailabilityInput['providers'][number] {
  return {
    id,
    resourceId: `${id}-self`,
    homeLocationId: 'main',
    licensedUntil: null,
    schedules: everyDay.map((day) => ({ locationId: 'main', weekday: Number(day), startMin: 0, endMin: 24 * 60 })),
    exceptions: [],
    ...overrides,
  }
}

const walls = (slots: FreeSlot[], timeZone = newYork) => slots.map((slot) => wallOf(slot.start, timeZone).slice(11))

describe('free slots', () => {
  it('end early enough for the room to be cleaned before the spa closes', () => {
    const slots = findFreeSlots(spa())
    expect(walls(slots).at(0)).toBe('09:00:00')
    // 11:20 would be the last that fits; 11:15 is the last on the quarter-hour.
    expect(walls(slots).at(-1)).toBe('11:15:00')
    expect(slots[0]!.end - slots[0]!.start).toBe(30 * minuteMs)
  })

  it('take the provider for the treatment only, and one room from numbing to cleaning', () => {
    const [first] = findFreeSlots(
      spa({
        segments: [
          { durationMin: 30, needsProvider: false, needsResources: ['treatment_room'], isVisible: true },
          { durationMin: 45, needsProvider: true, needsResources: ['treatment_room', 'laser'], isVisible: true },
          { durationMin: 15, needsProvider: false, needsResources: ['treatment_room'], isVisible: false },
        ],
        resources: [
          { id: 'room-1', purpose: 'treatment_room', locationId: 'main' },
          { id: 'room-2', purpose: 'treatment_room', locationId: 'main' },
          { id: 'laser-1', purpose: 'laser', locationId: 'main' },
        ],
        // Room 1 is free for numbing and treatment, but not for the cleaning.
        occupations: [{ resourceId: 'room-1', start: at('2026-12-01T10:25'), end: at('2026-12-01T12:00') }],
      }),
    )
    const start = at('2026-12-01T09:00')
    expect(first!.occupations).toEqual([
      { resourceId: 'lee-self', start: start + 30 * minuteMs, end: start + 75 * minuteMs, part: 0 },
      { resourceId: 'room-2', start, end: start + 30 * minuteMs, part: 0 },
      { resourceId: 'room-2', start: start + 30 * minuteMs, end: start + 75 * minuteMs, part: 0 },
      { resourceId: 'room-2', start: start + 75 * minuteMs, end: start + 90 * minuteMs, part: 0 },
      { resourceId: 'laser-1', start: start + 30 * minuteMs, end: start + 75 * minuteMs, part: 0 },
    ])
  })

  it('let an injector be elsewhere while somebody numbs', () => {
    const slots = findFreeSlots(
      spa({
        segments: [
          { durationMin: 30, needsProvider: false, needsResources: ['treatment_room'], isVisible: true },
          { durationMin: 30, needsProvider: true, needsResources: ['treatment_room'], isVisible: true },
        ],
        occupations: [{ resourceId: 'lee-self', start: at('2026-12-01T09:00'), end: at('2026-12-01T09:30') }],
      }),
    )
    expect(walls(slots)[0]).toBe('09:00:00')
  })

  it('respect breaks, days off, other hours, licences and the list of who may do what', () => {
    const weekday = (startMin: number, endMin: number) => ({ locationId: 'main', weekday: 2, startMin, endMin })
    const split = provider('lee', { schedules: [weekday(540, 600), weekday(660, 720)] })
    expect(walls(findFreeSlots(spa({ providers: [split] })))).toEqual([
      '09:00:00',
      '09:15:00',
      '09:30:00',
      '11:00:00',
      '11:15:00',
    ])
    const off = provider('lee', { exceptions: [{ date: '2026-12-01', startMin: null, endMin: null }] })
    expect(findFreeSlots(spa({ providers: [off] }))).toEqual([])
    const short = provider('lee', { exceptions: [{ date: '2026-12-01', startMin: 600, endMin: 630 }] })
    expect(walls(findFreeSlots(spa({ providers: [short] })))).toEqual(['10:00:00'])
    const lapsed = provider('lee', { licensedUntil: Temporal.PlainDate.from('2026-11-30') })
    expect(findFreeSlots(spa({ providers: [lapsed] }))).toEqual([])
    expect(findFreeSlots(spa({ eligibleProviderIds: new Set(['kim']) }))).toEqual([])
  })

  it('respect notice, horizon and what has gone by', () => {
    expect(walls(findFreeSlots(spa({ now: at('2026-12-01T10:05') })))[0]).toBe('10:15:00')
    expect(walls(findFreeSlots(spa({ now: at('2026-12-01T08:00'), minNoticeMin: 180 })))[0]).toBe('11:00:00')
    const twoWeeks = { from: at('2026-12-01T00:00'), to: at('2026-12-20T00:00'), horizonDays: 7 }
    expect(new Set(findFreeSlots(spa(twoWeeks)).map((slot) => wallOf(slot.start).slice(0, 10)))).toEqual(
      new Set(['2026-12-01', '2026-12-08']),
    )
  })

  it('offer nothing where the spa has no such room', () => {
    expect(findFreeSlots(spa({ resources: [{ id: 'x', purpose: 'laser_room', locationId: 'main' }] }))).toEqual([])
    expect(findFreeSlots(spa({ resources: [{ id: 'x', purpose: 'treatment_room', locationId: 'other' }] }))).toEqual([])
  })
})

describe('when the clocks change', () => {
  const zones = [
    'America/New_York',
    'America/Los_Angeles',
    'America/Phoenix',
    'Pacific/Honolulu',
    'Europe/London',
    'Australia/Sydney',
  ]

  function changes(timeZone: string): Temporal.ZonedDateTime[] {
    const found: Temporal.ZonedDateTime[] = []
    let at = Temporal.PlainDate.from('2026-01-01').toZonedDateTime(timeZone)
    for (;;) {
      const next = at.getTimeZoneTransition('next')
      if (!next || next.year > 2029) return found
      found.push(next)
      at = next
    }
  }

  const cases = zones.flatMap((timeZone) =>
    changes(timeZone).map((change) => ({ timeZone, change, on: String(change) })),
  )

  it('finds the changes of four years, and none where clocks stand still', () => {
    expect(cases.length).toBe(4 * 8)
    expect(new Set(cases.map(({ timeZone }) => timeZone)).has('America/Phoenix')).toBe(false)
  })

  it.each(cases)('offers each wall time once in $on', ({ timeZone, change }) => {
    const date = change.toPlainDate()
    const input = spa({
      now: date.subtract({ days: 5 }).toZonedDateTime(timeZone).epochMilliseconds,
      from: date.toZonedDateTime(timeZone).epochMilliseconds,
      to: date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds,
      locations: [{ id: 'main', timeZone, hours: roundTheClock }],
    })
    const times = walls(findFreeSlots(input), timeZone)
    expect(new Set(times).size).toBe(times.length)
    const before = change.subtract({ nanoseconds: 1 })
    const shiftMin = (change.offsetNanoseconds - before.offsetNanoseconds) / 60e9
    // Spring loses the quarter-hours of the skipped stretch; autumn sells none of the repeated ones twice.
    expect(times.length).toBe(24 * 4 - (shiftMin > 0 ? shiftMin / 15 : 0))
    if (shiftMin > 0) {
      const skippedFrom = before.toPlainTime().round('minute').toString()
      expect(times).not.toContain(skippedFrom)
    }
  })

  it('ends a working period that ends in the skipped hour at the change', () => {
    const slots = findFreeSlots(
      spa({
        now: at('2027-03-10T08:00'),
        from: at('2027-03-14T00:00'),
        to: at('2027-03-15T00:00'),
        segments: [{ durationMin: 30, needsProvider: true, needsResources: [], isVisible: true }],
        providers: [provider('lee', { schedules: [{ locationId: 'main', weekday: 7, startMin: 60, endMin: 150 }] })],
      }),
    )
    expect(walls(slots)).toEqual(['01:00:00', '01:15:00', '01:30:00'])
    expect(slots.at(-1)!.end).toBe(at('2027-03-14T03:00'))
  })
})

describe('whatever the spa looks like', () => {
  const resourceIds = ['lee-self', 'kim-self', 'room-1', 'room-2', 'laser-1']
  // Half of the windows straddle New York's changes of the clock.
  const days = fc.constantFrom('2026-10-31', '2026-12-01', '2027-03-13', '2027-06-15', '2027-11-06')
  const segment = fc.record({
    durationMin: fc.constantFrom(10, 15, 30, 45, 60),
    needsProvider: fc.boolean(),
    needsResources: fc.subarray(['treatment_room', 'laser']),
    isVisible: fc.boolean(),
  })
  const period = fc
    .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 95 }), fc.integer({ min: 1, max: 40 }))
    .map(([weekday, start, length]) => ({
      locationId: 'main',
      weekday,
      startMin: start * 15,
      endMin: Math.min(24 * 60, (start + length) * 15),
    }))
  const worlds = fc
    .record({
      day: days,
      segments: fc.array(segment, { minLength: 1, maxLength: 4 }),
      lee: fc.array(period, { maxLength: 14 }),
      kim: fc.array(period, { maxLength: 14 }),
      taken: fc.array(
        fc.record({
          resourceId: fc.constantFrom(...resourceIds),
          startMin: fc.integer({ min: 0, max: 72 * 60 }),
          durationMin: fc.integer({ min: 5, max: 300 }),
        }),
        { maxLength: 25 },
      ),
      open: fc.integer({ min: 0, max: 10 }),
      notice: fc.constantFrom(0, 120, 1440),
      interval: fc.constantFrom(10, 15, 30),
    })
    .map((world) => {
      const from = at(`${world.day}T00:00`)
      const hours = [[`${String(world.open).padStart(2, '0')}:00`, '22:00'] as [string, string]]
      return spa({
        now: from + 5 * hourMs,
        from,
        to: from + 72 * hourMs,
        segments: world.segments,
        minNoticeMin: world.notice,
        slotIntervalMin: world.interval,
        locations: [{ id: 'main', timeZone: newYork, hours: Object.fromEntries(everyDay.map((day) => [day, hours])) }],
        providers: [provider('lee', { schedules: world.lee }), provider('kim', { schedules: world.kim })],
        resources: [
          { id: 'room-1', purpose: 'treatment_room', locationId: 'main' },
          { id: 'room-2', purpose: 'treatment_room', locationId: 'main' },
          { id: 'laser-1', purpose: 'laser', locationId: 'main' },
        ],
        occupations: world.taken.map(({ resourceId, startMin, durationMin }) => ({
          resourceId,
          start: from + startMin * minuteMs,
          end: from + (startMin + durationMin) * minuteMs,
        })),
      })
    })

  it('no slot overlaps anything that is taken, nor leaves working or opening hours, and each wall time is sold once', () => {
    fc.assert(
      fc.property(worlds, (input) => {
        const seen = new Set<string>()
        for (const slot of findFreeSlots(input)) {
          expect(slot.start).toBeGreaterThanOrEqual(input.now + input.minNoticeMin * minuteMs)
          const label = `${slot.providerId} ${wallOf(slot.start)}`
          expect(seen.has(label)).toBe(false)
          seen.add(label)
          for (const part of slot.occupations) {
            for (const taken of input.occupations) {
              if (taken.resourceId !== part.resourceId) continue
              expect(part.start < taken.end && taken.start < part.end).toBe(false)
            }
            expectOnDuty(input, slot, part)
          }
          expectEverySegmentServed(input, slot)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('the same spa gives the same slots, and the order of what is taken does not matter', () => {
    fc.assert(
      fc.property(worlds, (input) => {
        const turned = { ...input, occupations: [...input.occupations].reverse() }
        expect(findFreeSlots(turned)).toEqual(findFreeSlots(input))
      }),
      { numRuns: 50 },
    )
  })

  // Minute by minute on the wall clock: another way than the code under test goes.
  function expectOnDuty(input: AvailabilityInput, slot: FreeSlot, part: FreeSlot['occupations'][number]) {
    const worker = input.providers.find(({ id }) => id === slot.providerId)!
    const isProvider = part.resourceId === worker.resourceId
    for (let instant = part.start; instant < part.end; instant += 5 * minuteMs) {
      const wall = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(newYork)
      const minute = wall.hour * 60 + wall.minute
      if (isProvider) {
        const isWorking = worker.schedules.some(
          ({ weekday, startMin, endMin }) => weekday === wall.dayOfWeek && startMin <= minute && minute < endMin,
        )
        // The repeated hour belongs to the period before it, whose end it shows twice.
        if (wall.toPlainDate().toString() !== '2026-11-01' && wall.toPlainDate().toString() !== '2027-11-07') {
          expect(isWorking).toBe(true)
        }
      } else {
        const [open, close] = input.locations[0]!.hours['1']![0]!
        expect(wall.toPlainTime().toString() >= `${open}:00` && wall.toPlainTime().toString() < `${close}:00`).toBe(
          true,
        )
      }
    }
  }

  function expectEverySegmentServed(input: AvailabilityInput, slot: FreeSlot) {
    let start = slot.start
    for (const { durationMin, needsProvider, needsResources } of input.segments) {
      const end = start + durationMin * minuteMs
      const busy = slot.occupations.filter((part) => part.start === start && part.end === end)
      const worker = input.providers.find(({ id }) => id === slot.providerId)!
      expect(busy.some(({ resourceId }) => resourceId === worker.resourceId)).toBe(needsProvider)
      const purposes = busy.flatMap(
        ({ resourceId }) => input.resources.find(({ id }) => id === resourceId)?.purpose ?? [],
      )
      expect(purposes.sort()).toEqual([...needsResources].sort())
      start = end
    }
  }
})

it('ten providers over two weeks take well under 15 ms', () => {
  const ids = Array.from({ length: 10 }, (_, index) => `p${index}`)
  const from = at('2026-12-01T00:00')
  const input = spa({
    from,
    to: from + 14 * 24 * hourMs,
    providers: ids.map((id) => provider(id)),
    eligibleProviderIds: new Set(ids),
    locations: [
      { id: 'main', timeZone: newYork, hours: Object.fromEntries(everyDay.map((day) => [day, [['09:00', '19:00']]])) },
    ],
    resources: Array.from({ length: 6 }, (_, index) => ({
      id: `room-${index}`,
      purpose: 'treatment_room',
      locationId: 'main',
    })),
    occupations: Array.from({ length: 1_500 }, (_, index) => ({
      resourceId: index % 2 ? `p${index % 10}-self` : `room-${index % 6}`,
      start: from + index * 13 * minuteMs,
      end: from + index * 13 * minuteMs + 40 * minuteMs,
    })),
  })
  const times = Array.from({ length: 15 }, () => {
    const started = performance.now()
    findFreeSlots(input)
    return performance.now() - started
  })
  // The machine is shared while tests run: the best of a few says what the code costs.
  expect(Math.min(...times)).toBeLessThan(15)
})
