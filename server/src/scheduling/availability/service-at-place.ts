import type { AvailabilityProvider, AvailabilityService, Session, Spa } from './availability-input.ts'
import type { TakenTime } from './free-visit.ts'
import { isWithin, without } from './intervals.ts'
import type { Place } from './place.ts'
import { canStartAt, inAny, inBoth, startsWithin, type StartRange, type Stretch } from './start-ranges.ts'
import { visitShape, type VisitShape } from './visit-shape.ts'

/** Somebody who may perform a service at a place, with the starts for which they and a room of each kind are free. */
export interface StaffMember {
  provider: AvailabilityProvider
  starts: StartRange[]
}

interface Room {
  id: string
  starts: StartRange[]
}

/** One service at one location: when it can start, with whom, and in which rooms. */
export interface ServiceAtPlace {
  service: AvailabilityService
  place: Place
  shape: VisitShape
  /** In the order of preference. */
  staff: StaffMember[]
  rooms: Map<string, Room[]>
  /** Whether days are limited, of the service or of anybody who performs it. */
  isLimited: boolean
  /** Group appointments with a seat left, which their provider may still hold as things stand. */
  sessions: Session[]
}

/** Null when nobody performs it here, or a room that it needs is missing. */
export function serviceAtPlace(spa: Spa, service: AvailabilityService, place: Place): ServiceAtPlace | null {
  const shape = visitShape(service.segments)
  const rooms = roomsFor(spa, shape, place)
  if (!rooms) return null
  const whole: Stretch[] = [{ startMs: 0, endMs: shape.totalMs }]
  let here = startsWithin(place.open, whole)
  for (const ones of rooms.values()) {
    here = inBoth(here, inAny(ones.map(({ starts }) => starts)))
  }
  const eligible = spa.providers.filter((provider) => mayPerform(provider, service, place))
  const staff = eligible.flatMap((provider) => {
    const duty = place.onDuty(provider)
    if (duty.length === 0) return []
    const free = shape.provider.length === 0 ? duty : without(duty, place.busy(provider.resourceId))
    const own = startsWithin(free, onDuty(shape))
    return { provider, starts: inBoth(own, here) }
  })
  const sessions = service.capacity > 1 ? joinable(service, place, shape, eligible) : []
  const isLimited = [service, ...eligible].some(({ maxPerDay }) => maxPerDay !== null)
  return staff.length === 0 ? null : { service, place, shape, staff, rooms, isLimited, sessions }
}

/** When the provider must be there. Whom no segment needs lends the name only: at work, though perhaps with somebody else. */
function onDuty(shape: VisitShape): readonly Stretch[] {
  return shape.provider.length > 0 ? shape.provider : [{ startMs: 0, endMs: shape.totalMs }]
}

/** By the spa's own list and by licence: of a kind that may, and of the state in which it is done. */
function mayPerform(provider: AvailabilityProvider, service: AvailabilityService, place: Place): boolean {
  const { region } = place.location
  return (
    service.eligibleProviderIds.has(provider.id) &&
    (service.allowedCredentials.length === 0 ||
      service.allowedCredentials.some((one) => one.toLowerCase() === provider.credential.toLowerCase())) &&
    (region === null || provider.licenceState === null || region === provider.licenceState)
  )
}

/** Null when the place has nothing at all of a purpose that is needed. */
function roomsFor(spa: Spa, shape: VisitShape, place: Place): Map<string, Room[]> | null {
  const found = new Map<string, Room[]>()
  for (const [purpose, stretches] of shape.byPurpose) {
    const rooms = spa.resources
      .filter((one) => one.purpose === purpose && one.locationId === place.location.id)
      .map(({ id }) => ({ id, starts: startsWithin(without(place.open, place.busy(id)), stretches) }))
    if (rooms.length === 0) return null
    found.set(purpose, rooms)
  }
  return found
}

/** A session keeps its provider and room busy: asked is only what else would now stand against it. */
function joinable(
  service: AvailabilityService,
  place: Place,
  shape: VisitShape,
  eligible: readonly AvailabilityProvider[],
): Session[] {
  const duties = new Map(eligible.map((provider) => [provider.id, place.onDuty(provider)]))
  return place.sessions.filter((session) => {
    const duty = duties.get(session.providerId)
    if (session.serviceId !== service.id || session.seatsLeft < 1 || !duty || duty.length === 0) return false
    const isOnDuty = onDuty(shape).every(({ startMs, endMs }) =>
      isWithin(duty, session.start + startMs, session.start + endMs),
    )
    return (
      isOnDuty &&
      isWithin(place.open, session.start, session.start + shape.totalMs) &&
      session.occupations.every(
        ({ resourceId, start, end }) => !place.blocked(resourceId).some((one) => one.start < end && start < one.end),
      )
    )
  })
}

/** Rooms for a start, a free one of each purpose, also of what earlier parts of the visit take; one choice after the other. */
export function* roomChoices(
  at: ServiceAtPlace,
  start: number,
  taken: readonly TakenTime[],
): Generator<Map<string, string>> {
  const purposes = [...at.rooms]
  function* choose(index: number, chosen: Map<string, string>): Generator<Map<string, string>> {
    if (index === purposes.length) {
      yield chosen
      return
    }
    const [purpose, rooms] = purposes[index]!
    for (const { id, starts } of rooms) {
      if (!canStartAt(starts, start) || isTaken(taken, id, at.shape.byPurpose.get(purpose)!, start)) continue
      yield* choose(index + 1, new Map(chosen).set(purpose, id))
    }
  }
  yield* choose(0, new Map())
}

export function isTaken(
  taken: readonly TakenTime[],
  resourceId: string,
  stretches: readonly Stretch[],
  start: number,
): boolean {
  return taken.some(
    (one) =>
      one.resourceId === resourceId &&
      stretches.some(({ startMs, endMs }) => one.start < start + endMs && start + startMs < one.end),
  )
}

/** What a start takes of the provider and of the rooms chosen. */
export function takenBy(
  at: ServiceAtPlace,
  provider: AvailabilityProvider,
  rooms: ReadonlyMap<string, string>,
  start: number,
  part: number,
): TakenTime[] {
  const result: TakenTime[] = []
  const take = (resourceId: string, stretches: readonly Stretch[]) => {
    for (const { startMs, endMs } of stretches)
      result.push({ resourceId, start: start + startMs, end: start + endMs, part })
  }
  take(provider.resourceId, at.shape.provider)
  for (const [purpose, stretches] of at.shape.byPurpose) take(rooms.get(purpose)!, stretches)
  return result
}
