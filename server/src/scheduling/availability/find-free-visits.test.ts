import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ResourceTime, VisitInput } from './availability-input.ts'
import { findFreeVisits } from './find-free-visits.ts'
import type { FreeVisit } from './free-visit.ts'
import { placeVisit } from './place-visit.ts'
import { endOf } from './slow-oracle.ts'
import { at, clockChanges, location, minuteMs, provider, service, smallSpa, wallOf, zones } from './small-spa.ts'

const botox = service()
const facial = service({ id: 'facial', eligibleProviderIds: new Set(['kim']) })

function visitInput(overrides: Partial<VisitInput> = {}): VisitInput {
  return { ...smallSpa({ providers: [provider('lee'), provider('kim')] }), services: [botox, facial], ...overrides }
}

const twoRooms = ['room-1', 'room-2'].map((id) => ({ id, purpose: 'treatment_room', locationId: 'main' }))
const told = ({ parts }: FreeVisit) =>
  parts
    .map(({ serviceId, providerId, start }) => `${serviceId} ${providerId} ${wallOf(start).slice(11, 16)}`)
    .join(', ')

describe('a visit of several services', () => {
  it('goes from one to the next, into another room while the first is cleaned', () => {
    const [first] = findFreeVisits(visitInput({ resources: twoRooms }))
    expect(told(first!)).toBe('botox lee 09:00, facial kim 09:30')
    expect(first).toMatchObject({ start: at('2026-12-01T09:00'), end: at('2026-12-01T10:00'), locationId: 'main' })
    const rooms = first!.occupations.filter(({ resourceId }) => resourceId.startsWith('room'))
    expect(rooms.map(({ resourceId, part }) => `${resourceId} ${part}`)).toEqual([
      'room-1 0',
      'room-1 0',
      'room-2 1',
      'room-2 1',
    ])
  })

  it('waits for the room when there is one, at most a quarter of an hour', () => {
    const visits = findFreeVisits(visitInput())
    expect(told(visits[0]!)).toBe('botox lee 09:00, facial kim 09:40')
    const slow = service({
      segments: [
        { durationMin: 30, needsProvider: true, needsResources: ['treatment_room'], isVisible: true },
        { durationMin: 20, needsProvider: false, needsResources: ['treatment_room'], isVisible: false },
      ],
    })
    expect(findFreeVisits(visitInput({ services: [slow, facial] }))).toEqual([])
  })

  it('stays with the same provider where that is possible', () => {
    const both = service({ id: 'facial' })
    const visits = findFreeVisits(visitInput({ services: [botox, both], resources: twoRooms }))
    const atNine = visits.filter(({ start }) => start === at('2026-12-01T09:00')).map(told)
    expect(atNine).toEqual(['botox lee 09:00, facial lee 09:30', 'botox kim 09:00, facial kim 09:30'])
  })

  it('needs no earlier consultation when it is part of the visit', () => {
    const exam = service({ id: 'exam' })
    const asking = service({ prerequisite: { serviceId: 'exam', consultations: [] } })
    expect(findFreeVisits(visitInput({ services: [exam, asking], resources: twoRooms })).length).toBeGreaterThan(0)
    expect(findFreeVisits(visitInput({ services: [facial, asking], resources: twoRooms }))).toEqual([])
    expect(findFreeVisits(visitInput({ services: [asking, exam], resources: twoRooms }))).toEqual([])
  })

  it('counts each of its parts towards the limits of the day', () => {
    const providers = [provider('lee', { maxPerDay: 1 }), provider('kim', { maxPerDay: 1 })]
    const again = service({ id: 'again' })
    const visits = findFreeVisits(visitInput({ services: [botox, again], providers, resources: twoRooms }))
    expect(new Set(visits.map(({ parts }) => parts.map(({ providerId }) => providerId).join()))).toEqual(
      new Set(['lee,kim', 'kim,lee']),
    )
    const counted = [{ serviceId: 'x', providerId: 'kim', locationId: 'main', start: at('2026-12-01T15:00') }]
    expect(findFreeVisits(visitInput({ services: [botox, again], providers, resources: twoRooms, counted }))).toEqual(
      [],
    )
  })

  it('takes the longest notice and the nearest horizon of its services', () => {
    const late = service({ id: 'facial', minNoticeMin: 120, horizonDays: 0 })
    const visits = findFreeVisits(
      visitInput({ services: [botox, late], resources: twoRooms, to: at('2026-12-20T00:00') }),
    )
    expect(told(visits[0]!).slice(0, 15)).toBe('botox lee 10:00')
    expect(new Set(visits.map(({ start }) => wallOf(start).slice(0, 10)))).toEqual(new Set(['2026-12-01']))
  })

  it('joins a group appointment on the way', () => {
    const group = service({ id: 'class', capacity: 5, eligibleProviderIds: new Set(['kim']) })
    const start = at('2026-12-01T10:05')
    const occupations = [
      { resourceId: 'kim-self', start, end: start + 30 * minuteMs },
      { resourceId: 'room-2', start, end: start + 40 * minuteMs },
    ]
    const session = {
      id: 's',
      serviceId: 'class',
      providerId: 'kim',
      locationId: 'main',
      start,
      end: start + 30 * minuteMs,
    }
    const sessions = [{ ...session, capacity: 5, seatsLeft: 1, occupations }]
    const visits = findFreeVisits(visitInput({ services: [botox, group], resources: twoRooms, occupations, sessions }))
    expect(visits.map(told)).toContain('botox lee 09:30, class kim 10:05')
    expect(visits.find(({ parts }) => parts[1]!.start === start)!.parts[1]!.groupSession).toEqual({
      id: 's',
      capacity: 5,
      seatsLeft: 1,
    })
  })

  it('is placed again as it was found, and no more once something of it is taken', () => {
    const input = visitInput({ resources: twoRooms })
    const [visit] = findFreeVisits(input)
    const wanted = { locationId: 'main', parts: visit!.parts }
    expect(placeVisit(input, input.services, wanted)).toEqual(visit)
    const kim = { resourceId: 'kim-self', start: visit!.parts[1]!.start, end: visit!.parts[1]!.end }
    expect(placeVisit({ ...input, occupations: [kim] }, input.services, wanted)).toBeNull()
  })
})

// Every way to put a visit together, tried one by one: the rule said without any of the cleverness.
function slowVisitStarts(input: VisitInput): string[] {
  const [location] = input.locations
  const canGoOn = (index: number, starts: number[], taken: ResourceTime[], only: string | null): boolean =>
    index === input.services.length ||
    starts.some((start) =>
      input.providers.some((one) =>
        input.resources.some((room) => {
          if (only !== null && one.id !== only) return false
          const asked = { ...input, service: input.services[index]!, resources: [room], occupations: taken }
          const end = endOf(asked, location!, one, start, index > 0)
          if (end === null) return false
          const next = [0, 5, 10, 15].map((gap) => end + gap * minuteMs)
          const more = taking(asked.service.segments, one.resourceId, room.id, start)
          return canGoOn(index + 1, next, [...taken, ...more], null)
        }),
      ),
    )
  const found: string[] = []
  for (let start = input.from; start < input.to; start += 5 * minuteMs) {
    for (const { id } of input.providers) {
      if (canGoOn(0, [start], [...input.occupations], id)) found.push(`${start} ${id}`)
    }
  }
  return found
}

function taking(
  segments: VisitInput['services'][number]['segments'],
  who: string,
  room: string,
  start: number,
): ResourceTime[] {
  let at = start
  return segments.flatMap(({ durationMin, needsProvider, needsResources }) => {
    const time = { start: at, end: at + durationMin * minuteMs }
    at = time.end
    return [
      ...(needsProvider ? [{ resourceId: who, ...time }] : []),
      ...(needsResources.length > 0 ? [{ resourceId: room, ...time }] : []),
    ]
  })
}

describe('whatever the spa looks like', () => {
  const moments = zones.flatMap((timeZone) =>
    [...clockChanges(timeZone).map((change) => change.toPlainDate().toString()), '2026-06-10'].map((day) => ({
      timeZone,
      day,
    })),
  )
  const segment = fc.record({
    durationMin: fc.constantFrom(10, 15, 30),
    needsProvider: fc.boolean(),
    needsResources: fc.constantFrom<string[]>([], ['treatment_room']),
    isVisible: fc.boolean(),
  })
  const asked = fc.record({
    segments: fc.array(segment, { minLength: 1, maxLength: 2 }),
    eligible: fc.subarray(['lee', 'kim'], { minLength: 1 }),
  })
  const worlds = fc.constantFrom(...moments).chain(({ timeZone, day }) => {
    const midnight = Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds
    const instant = fc.integer({ min: 0, max: 60 }).map((steps) => midnight + steps * 5 * minuteMs)
    return fc
      .record({
        services: fc.array(asked, { minLength: 2, maxLength: 3 }),
        rooms: fc.integer({ min: 1, max: 2 }),
        taken: fc.array(
          fc.tuple(
            fc.constantFrom('lee-self', 'kim-self', 'room-1', 'room-2'),
            instant,
            fc.integer({ min: 1, max: 12 }),
          ),
          { maxLength: 8 },
        ),
        from: instant,
      })
      .map((world): VisitInput => ({
        ...smallSpa({
          now: midnight,
          from: world.from,
          to: world.from + 90 * minuteMs,
          locations: [location({ timeZone })],
          providers: [provider('lee'), provider('kim')],
          resources: twoRooms.slice(0, world.rooms),
          occupations: world.taken.map(([resourceId, start, steps]) => ({
            resourceId,
            start,
            end: start + steps * 5 * minuteMs,
          })),
        }),
        services: world.services.map((one, index) =>
          service({ id: `s${index}`, segments: one.segments, eligibleProviderIds: new Set(one.eligible) }),
        ),
      }))
  })

  it('the visits found are those that exist, start by start and first provider by first provider', () => {
    let found = 0
    fc.assert(
      fc.property(worlds, (input) => {
        const visits = findFreeVisits(input)
        found += visits.length
        expect(visits.map(({ start, parts }) => `${start} ${parts[0]!.providerId}`)).toEqual(slowVisitStarts(input))
      }),
      { numRuns: 120 },
    )
    expect(found).toBeGreaterThan(200)
  }, 60_000)

  it('nothing that a visit takes overlaps, no wait is longer than allowed, and its real length is that of its services', () => {
    fc.assert(
      fc.property(worlds, (input) => {
        for (const { parts, occupations, start, end } of findFreeVisits(input)) {
          const all = [...occupations, ...input.occupations.map((one) => ({ ...one, part: -1 }))]
          for (const one of occupations) {
            for (const other of all) {
              if (one === other || one.resourceId !== other.resourceId) continue
              expect(one.start < other.end && other.start < one.end).toBe(false)
            }
          }
          expect([start, end]).toEqual([parts[0]!.start, parts.at(-1)!.end])
          for (const [index, part] of parts.entries()) {
            const segments = input.services[index]!.segments
            const lastVisible = segments.findLastIndex(({ isVisible }) => isVisible)
            const minutes = segments.slice(0, lastVisible + 1).reduce((sum, { durationMin }) => sum + durationMin, 0)
            expect(part.end - part.start).toBe(minutes * minuteMs)
            const wait = index === 0 ? 0 : part.start - parts[index - 1]!.end
            expect([0, 5, 10, 15]).toContain(wait / minuteMs)
          }
        }
      }),
      { numRuns: 120 },
    )
  })
})
