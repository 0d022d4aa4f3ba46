import type { OpeningHours } from '../../tenants/settings.ts'
import { isFree, isWithin, merged, type Interval } from './intervals.ts'
import { instantOfMinute, localDays, type LocalDay } from './local-day.ts'
import { openingPeriods, workingPeriods, type DayException, type WeeklyPeriod } from './working-periods.ts'

export interface VisitSegment {
  durationMin: number
  needsProvider: boolean
  /** Purposes: one resource of each is taken for this segment. */
  needsResources: readonly string[]
  /** Part of what the customer is told (turn-over is not). */
  isVisible: boolean
}

export interface AvailabilityLocation {
  id: string
  timeZone: string
  hours: OpeningHours
}

export interface AvailabilityProvider {
  id: string
  /** What is occupied when this provider works. */
  resourceId: string
  homeLocationId: string
  /** The last local day on which the licence holds; null: no end known. */
  licensedUntil: Temporal.PlainDate | null
  schedules: readonly WeeklyPeriod[]
  exceptions: readonly DayException[]
}

/** A room or a device. */
export interface AvailabilityResource {
  id: string
  purpose: string
  locationId: string
}

/** All that decides which slots are free. Instants are epoch milliseconds. */
export interface AvailabilityInput {
  now: number
  /** A visit starts at or after `from` and before `to`. */
  from: number
  to: number
  segments: readonly VisitSegment[]
  minNoticeMin: number
  /** Local days after today on which a visit may still start. */
  horizonDays: number
  /** Starts lie on multiples of this after local midnight. */
  slotIntervalMin: number
  locations: readonly AvailabilityLocation[]
  providers: readonly AvailabilityProvider[]
  /** Who may perform the service, by the spa's own list. */
  eligibleProviderIds: ReadonlySet<string>
  resources: readonly AvailabilityResource[]
  occupations: readonly { resourceId: string; start: number; end: number }[]
}

/** Time of one resource, in epoch milliseconds, for one service of a visit (counted from 0). */
export interface TakenTime {
  resourceId: string
  start: number
  end: number
  part: number
}

/** The seats of a group appointment at one time. */
export interface GroupSeats {
  /** The session that somebody sits in already; null: this booking would open it. */
  id: string | null
  capacity: number
  /** For who asks: seats that they hold themselves and those of expired holds are left. */
  seatsLeft: number
}

export interface FreeSlot {
  providerId: string
  locationId: string
  start: number
  /** The end of the last visible segment: what the customer is told. */
  end: number
  /**
   * What booking it takes: one entry for each segment and resource. Of a group session that is
   * there already, what it has taken.
   */
  occupations: TakenTime[]
  /** Null: the service is for one person at a time. */
  groupSession: GroupSeats | null
}

/** One service of a visit. */
export interface VisitPart {
  serviceId: string
  providerId: string
  start: number
  /** As in FreeSlot. */
  end: number
  groupSession: GroupSeats | null
}

/** One service or several, one after the other, at one location. */
export interface FreeVisit {
  parts: VisitPart[]
  locationId: string
  /** The first part's start and the last part's end. */
  start: number
  end: number
  /** Of all parts. */
  occupations: TakenTime[]
}

/** A segment's place in the visit, as milliseconds after its start. */
interface Part {
  startMs: number
  endMs: number
}

interface VisitShape {
  providerParts: Part[]
  partsByPurpose: Map<string, Part[]>
  visibleMs: number
}

const minuteMs = 60_000

/**
 * Free slots, earliest first, then in the providers' order; each with a concrete
 * assignment that overlaps nothing. Pure: the same input gives the same slots.
 *
 * One resource of each purpose serves the whole visit: the person who numbs in a room is
 * treated in it, and it is that room which is cleaned afterwards.
 */
export function findFreeSlots(input: AvailabilityInput): FreeSlot[] {
  const shape = visitShape(input.segments)
  const busy = busyByResource(input.occupations)
  const range: Interval = {
    start: Math.max(input.from, input.now + Math.max(0, input.minNoticeMin) * minuteMs),
    end: input.to,
  }
  const slots = input.locations.flatMap((location) => slotsAt(location, input, shape, busy, range))
  const rank = new Map(input.providers.map((provider, index) => [provider.id, index]))
  return slots.sort((a, b) => a.start - b.start || rank.get(a.providerId)! - rank.get(b.providerId)!)
}

function slotsAt(
  location: AvailabilityLocation,
  input: AvailabilityInput,
  shape: VisitShape,
  busy: ReadonlyMap<string, Interval[]>,
  range: Interval,
): FreeSlot[] {
  const rooms = resourcesByPurpose(input.resources, location.id, shape)
  if (!rooms) return []
  // One day more: a visit may run past midnight.
  const days = localDays(location.timeZone, { start: range.start, end: range.end + 24 * 60 * minuteMs })
  const open = merged(days.flatMap((day) => openingPeriods(day, location.hours)))
  const staff = input.providers
    .filter((provider) => input.eligibleProviderIds.has(provider.id))
    .map((provider) => ({
      provider,
      working: merged(days.flatMap((day) => workingPeriods(day, provider, location.id))),
      busy: busy.get(provider.resourceId) ?? [],
    }))
    .filter(({ working }) => working.length > 0)
  const lastDate = dateAt(input.now, location.timeZone).add({ days: input.horizonDays })

  const slots: FreeSlot[] = []
  for (const day of days) {
    if (Temporal.PlainDate.compare(day.date, lastDate) > 0) break
    const onDuty = staff.filter(({ provider }) => isLicensedOn(provider, day.date))
    for (const start of startsOn(day, input.slotIntervalMin, range)) {
      let assigned: Map<string, string> | null | undefined
      for (const { provider, working, busy: taken } of onDuty) {
        if (!providerCan(shape, working, taken, start)) continue
        // The rooms depend on the start alone: found once, for the first provider who could.
        if (assigned === undefined) assigned = assignResources(shape, rooms, open, busy, start)
        if (assigned === null) break
        slots.push(slot(shape, provider, location.id, assigned, start))
      }
    }
  }
  return slots
}

function visitShape(segments: readonly VisitSegment[]): VisitShape {
  const shape: VisitShape = { providerParts: [], partsByPurpose: new Map(), visibleMs: 0 }
  let atMs = 0
  for (const segment of segments) {
    const part = { startMs: atMs, endMs: atMs + segment.durationMin * minuteMs }
    atMs = part.endMs
    if (segment.needsProvider) shape.providerParts.push(part)
    for (const purpose of new Set(segment.needsResources)) {
      const parts = shape.partsByPurpose.get(purpose)
      if (parts) parts.push(part)
      else shape.partsByPurpose.set(purpose, [part])
    }
    if (segment.isVisible) shape.visibleMs = part.endMs
  }
  return shape
}

function busyByResource(occupations: AvailabilityInput['occupations']): Map<string, Interval[]> {
  const grouped = Map.groupBy(occupations, (occupation) => occupation.resourceId)
  return new Map([...grouped].map(([resourceId, intervals]) => [resourceId, merged(intervals)]))
}

/** Null when the location has nothing at all of a purpose that the visit needs. */
function resourcesByPurpose(
  resources: readonly AvailabilityResource[],
  locationId: string,
  shape: VisitShape,
): Map<string, string[]> | null {
  const found = new Map<string, string[]>()
  for (const purpose of shape.partsByPurpose.keys()) {
    const ids = resources.filter((one) => one.purpose === purpose && one.locationId === locationId).map(({ id }) => id)
    if (ids.length === 0) return null
    found.set(purpose, ids)
  }
  return found
}

/** Each wall-clock time once: none in the hour that spring skips, none twice in the hour that autumn repeats. */
function* startsOn(day: LocalDay, intervalMin: number, range: Interval): Generator<number> {
  for (let minute = 0; minute < 24 * 60; minute += intervalMin) {
    const instant = instantOfMinute(day, minute)
    if (instant !== null && instant >= range.start && instant < range.end) yield instant
  }
}

function providerCan(shape: VisitShape, working: Interval[], busy: Interval[], start: number): boolean {
  return shape.providerParts.every(
    ({ startMs, endMs }) =>
      isWithin(working, start + startMs, start + endMs) && isFree(busy, start + startMs, start + endMs),
  )
}

/** A resource for each purpose, the first that is free for all of its segments; null when one is missing. */
function assignResources(
  shape: VisitShape,
  rooms: ReadonlyMap<string, string[]>,
  open: Interval[],
  busy: ReadonlyMap<string, Interval[]>,
  start: number,
): Map<string, string> | null {
  const assigned = new Map<string, string>()
  for (const [purpose, parts] of shape.partsByPurpose) {
    if (!parts.every(({ startMs, endMs }) => isWithin(open, start + startMs, start + endMs))) return null
    const free = rooms.get(purpose)!.find((resourceId) => {
      const taken = busy.get(resourceId) ?? []
      return parts.every(({ startMs, endMs }) => isFree(taken, start + startMs, start + endMs))
    })
    if (free === undefined) return null
    assigned.set(purpose, free)
  }
  return assigned
}

function slot(
  shape: VisitShape,
  provider: AvailabilityProvider,
  locationId: string,
  assigned: ReadonlyMap<string, string>,
  start: number,
): FreeSlot {
  const take = (resourceId: string, parts: Part[]) =>
    parts.map(({ startMs, endMs }) => ({ resourceId, start: start + startMs, end: start + endMs, part: 0 }))
  return {
    providerId: provider.id,
    locationId,
    start,
    end: start + shape.visibleMs,
    occupations: [
      ...take(provider.resourceId, shape.providerParts),
      ...[...shape.partsByPurpose].flatMap(([purpose, parts]) => take(assigned.get(purpose)!, parts)),
    ],
    groupSession: null,
  }
}

function isLicensedOn(provider: AvailabilityProvider, date: Temporal.PlainDate): boolean {
  return provider.licensedUntil === null || Temporal.PlainDate.compare(date, provider.licensedUntil) <= 0
}

function dateAt(instant: number, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDate()
}
