import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findFreeSlots, type SlotInput } from './find-free-slots.ts'
import {
  clockChanges,
  everyDay,
  location,
  minuteMs,
  provider,
  roundTheClock,
  service,
  smallSpa,
  zones,
} from './small-spa.ts'
import { slowlyFreeSlots } from './slow-oracle.ts'

/** Mostly nothing in the way: a world in which nothing is ever free proves nothing. */
function seldom<T, U>(usual: T, other: fc.Arbitrary<U>): fc.Arbitrary<T | U> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })
}

const dayMs = 24 * 60 * minuteMs

// Days around every change of the clock, and some on which nothing happens.
const moments = zones.flatMap((timeZone) =>
  [...clockChanges(timeZone).map((change) => change.toPlainDate().toString()), '2026-06-10', '2027-12-30'].map(
    (day) => ({
      timeZone,
      day,
    }),
  ),
)

const segment = fc.record({
  durationMin: fc.constantFrom(5, 10, 15, 30, 45, 90),
  needsProvider: fc.boolean(),
  needsResources: fc.subarray(['treatment_room', 'laser']),
  isVisible: fc.boolean(),
})
const period = (locationId: fc.Arbitrary<string>) =>
  fc
    .tuple(locationId, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 95 }), fc.integer({ min: 1, max: 60 }))
    .map(([place, weekday, start, length]) => ({
      locationId: place,
      weekday,
      startMin: start * 15,
      endMin: Math.min(24 * 60, (start + length) * 15),
    }))
const places = fc.constantFrom('main', 'main', 'uptown')
const exception = (day: string) =>
  fc
    .tuple(
      fc.integer({ min: -1, max: 2 }),
      fc.option(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 50 }))),
    )
    .map(([offset, hours]) => ({
      date: Temporal.PlainDate.from(day).add({ days: offset }).toString(),
      startMin: hours && hours[0] * 15,
      endMin: hours && Math.min(24 * 60, (hours[0] + hours[1]) * 15),
    }))
const clock = (quarter: number) =>
  `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`
const hours = fc
  .array(fc.tuple(fc.constantFrom(...everyDay), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 8, max: 96 })), {
    minLength: 4,
    maxLength: 14,
  })
  .map((rows) => {
    const week: Record<string, [string, string][]> = {}
    for (const [day, start, length] of rows)
      (week[day] ??= []).push([clock(start), clock(Math.min(96, start + length))])
    return week
  })

const inputs: fc.Arbitrary<SlotInput> = fc.constantFrom(...moments).chain(({ timeZone, day }) => {
  const midnight = Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds
  const instant = fc.integer({ min: -24 * 12, max: 60 * 12 }).map((steps) => midnight + steps * 5 * minuteMs)
  const time = (resources: string[]) =>
    fc
      .tuple(fc.constantFrom(...resources), instant, fc.integer({ min: 1, max: 60 }))
      .map(([resourceId, start, steps]) => ({ resourceId, start, end: start + steps * 5 * minuteMs }))
  const who = (id: string) =>
    fc
      .record({
        schedules: fc.oneof(
          fc.constant(provider(id).schedules),
          fc.array(period(places), { minLength: 6, maxLength: 20 }),
        ),
        exceptions: seldom([], fc.array(exception(day), { maxLength: 2 })),
        credential: fc.constantFrom('MD', 'RN'),
        licenceState: seldom(null, fc.constantFrom('NY', 'NJ')),
        licensedUntil: seldom(null, fc.constantFrom(day, Temporal.PlainDate.from(day).add({ days: 1 }).toString())),
        maxPerDay: seldom(null, fc.constantFrom(1, 2)),
        homeLocationId: places,
      })
      .map((one) => provider(id, one))
  const resources = ['lee-self', 'kim-self', 'room-1', 'room-2', 'laser-1', 'room-u']
  const session = fc
    .tuple(instant, fc.constantFrom('lee', 'kim'), fc.integer({ min: 0, max: 3 }), places)
    .map(([start, providerId, seatsLeft, locationId]) => ({
      id: `session-${start}-${providerId}`,
      serviceId: 'botox',
      providerId,
      locationId,
      start,
      end: start + 30 * minuteMs,
      capacity: 4,
      seatsLeft,
      occupations: [{ resourceId: `${providerId}-self`, start, end: start + 30 * minuteMs }],
    }))
  return fc
    .record({
      segments: fc.array(segment, { minLength: 1, maxLength: 3 }),
      lee: who('lee'),
      kim: who('kim'),
      hours: fc.tuple(fc.oneof(fc.constant(roundTheClock), hours), hours),
      exceptions: fc.tuple(
        seldom([], fc.array(exception(day), { maxLength: 2 })),
        seldom([], fc.array(exception(day), { maxLength: 1 })),
      ),
      region: fc.constantFrom(null, 'NY'),
      occupations: fc.array(time(resources), { maxLength: 14 }),
      blocked: fc.array(time(resources), { maxLength: 4 }),
      sessions: fc.array(session, { maxLength: 3 }),
      counted: fc.array(
        fc.record({
          serviceId: fc.constantFrom('botox', 'filler'),
          providerId: fc.constantFrom('lee', 'kim'),
          locationId: places,
          start: instant,
        }),
        { maxLength: 5 },
      ),
      notice: seldom(0, fc.constantFrom(30, 600)),
      horizonDays: seldom(90, fc.constantFrom(0, 1)),
      slotIntervalMin: fc.constantFrom(5, 15, 20, 45),
      capacity: fc.constantFrom(1, 1, 4),
      maxPerDay: seldom(null, fc.constantFrom(1, 2)),
      allowedCredentials: seldom([], fc.constant(['md', 'NP'])),
      eligible: fc.subarray(['lee', 'kim'], { minLength: 1 }),
      consultations: seldom(null, fc.array(fc.tuple(instant, fc.integer({ min: 0, max: 30 })), { maxLength: 2 })),
      from: instant,
      hoursLong: fc.integer({ min: 1, max: 30 }),
      now: fc.integer({ min: -30, max: 8 }),
      otherZone: fc.constantFrom(...zones),
    })
    .map((world) =>
      smallSpa({
        now: midnight + world.now * 60 * minuteMs + 7 * minuteMs,
        from: world.from,
        to: world.from + world.hoursLong * 60 * minuteMs,
        service: service({
          segments: world.segments,
          minNoticeMin: world.notice,
          horizonDays: world.horizonDays,
          slotIntervalMin: world.slotIntervalMin,
          capacity: world.capacity,
          maxPerDay: world.maxPerDay,
          allowedCredentials: world.allowedCredentials,
          eligibleProviderIds: new Set(world.eligible),
          prerequisite: {
            serviceId: 'exam',
            consultations:
              world.consultations?.map(([end, days]) => ({ end, validUntil: end + days * (dayMs / 8) })) ?? null,
          },
        }),
        locations: [
          location({ timeZone, region: world.region, hours: world.hours[0], exceptions: world.exceptions[0] }),
          location({ id: 'uptown', timeZone: world.otherZone, hours: world.hours[1], exceptions: world.exceptions[1] }),
        ],
        providers: [world.lee, world.kim],
        resources: [
          { id: 'room-1', purpose: 'treatment_room', locationId: 'main' },
          { id: 'room-2', purpose: 'treatment_room', locationId: 'main' },
          { id: 'laser-1', purpose: 'laser', locationId: 'main' },
          { id: 'room-u', purpose: 'treatment_room', locationId: 'uptown' },
        ],
        occupations: [...world.occupations, ...world.sessions.flatMap(({ occupations }) => occupations)],
        blocked: world.blocked,
        sessions: world.sessions,
        counted: world.counted,
      }),
    )
})

describe('whatever the spa looks like, around every change of the clock', () => {
  it('the free slots are those that a slow search finds by looking at the clock minute by minute', () => {
    let found = 0
    fc.assert(
      fc.property(inputs, (input) => {
        const slots = findFreeSlots(input)
        found += slots.length
        const keys = slots.map(({ locationId, providerId, start, end }) => ({ locationId, providerId, start, end }))
        expect(keys.map((one) => JSON.stringify(one)).sort()).toEqual(
          slowlyFreeSlots(input)
            .map((one) => JSON.stringify(one))
            .sort(),
        )
        expect(slots.map(({ start }) => start)).toEqual(slots.map(({ start }) => start).sort((a, b) => a - b))
      }),
      { numRuns: 100 },
    )
    // A world in which nothing is ever free would prove nothing.
    expect(found).toBeGreaterThan(500)
  }, 60_000)

  it('what a slot takes serves every segment, overlaps nothing, and no label is offered twice', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const labels = new Set<string>()
        for (const slot of findFreeSlots(input)) {
          if (slot.groupSession?.id == null) {
            const { timeZone } = input.locations.find(({ id }) => id === slot.locationId)!
            const wall = Temporal.Instant.fromEpochMilliseconds(slot.start)
              .toZonedDateTimeISO(timeZone)
              .toPlainDateTime()
            const label = [slot.locationId, slot.providerId, wall.toString()].join()
            expect(labels.has(label)).toBe(false)
            labels.add(label)
            expectServed(input, slot)
            for (const one of slot.occupations) {
              for (const taken of [...input.occupations, ...input.blocked]) {
                if (taken.resourceId !== one.resourceId) continue
                expect(one.start < taken.end && taken.start < one.end).toBe(false)
              }
            }
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  it('the same spa gives the same slots, in whatever order its rows come', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const turned = {
          ...input,
          occupations: [...input.occupations].reverse(),
          blocked: [...input.blocked].reverse(),
          counted: [...input.counted].reverse(),
        }
        expect(findFreeSlots(turned)).toEqual(findFreeSlots(input))
      }),
      { numRuns: 50 },
    )
  })
})

function expectServed(input: SlotInput, slot: ReturnType<typeof findFreeSlots>[number]) {
  const worker = input.providers.find(({ id }) => id === slot.providerId)!
  let start = slot.start
  let served = 0
  for (const { durationMin, needsProvider, needsResources } of input.service.segments) {
    const end = start + durationMin * minuteMs
    const now = slot.occupations.filter((one) => one.start === start && one.end === end)
    served += now.length
    expect(now.some(({ resourceId }) => resourceId === worker.resourceId)).toBe(needsProvider)
    const rooms = now.flatMap(({ resourceId }) => input.resources.find(({ id }) => id === resourceId) ?? [])
    expect(rooms.every(({ locationId }) => locationId === slot.locationId)).toBe(true)
    expect(rooms.map(({ purpose }) => purpose).sort()).toEqual([...needsResources].sort())
    start = end
  }
  expect(slot.occupations).toHaveLength(served)
  // One room of each kind from numbing to cleaning.
  for (const purpose of ['treatment_room', 'laser']) {
    const ids = input.resources.filter((one) => one.purpose === purpose).map(({ id }) => id)
    expect(
      new Set(slot.occupations.map(({ resourceId }) => resourceId).filter((id) => ids.includes(id))).size,
    ).toBeLessThan(2)
  }
}
