import type { AvailabilityLocation, AvailabilityProvider } from './availability-input.ts'
import type { SlotInput } from './find-free-slots.ts'

// The meaning of a free slot, said as plainly and slowly as possible, for tests: the clock is
// looked at minute by minute, and nothing is shared with the code under test.

const minuteMs = 60_000

interface Found {
  locationId: string
  providerId: string
  start: number
  end: number
}

export function slowlyFreeSlots(input: SlotInput): Found[] {
  const found: Found[] = []
  for (const location of input.locations) {
    const instants = [...minutes(input.from, input.to)]
    for (const provider of input.providers) {
      for (const start of instants) {
        const end = endOf(input, location, provider, start)
        if (end !== null) found.push({ locationId: location.id, providerId: provider.id, start, end })
      }
    }
  }
  return found
}

function* minutes(from: number, to: number): Generator<number> {
  for (let instant = Math.ceil(from / minuteMs) * minuteMs; instant < to; instant += minuteMs) yield instant
}

/** The end told to the customer, when this start is free; null when not. Further services of a visit start when they do. */
export function endOf(
  input: SlotInput,
  location: AvailabilityLocation,
  provider: AvailabilityProvider,
  start: number,
  isFurtherService = false,
): number | null {
  const { service } = input
  if (start < input.now + service.minNoticeMin * minuteMs) return null
  const wall = wallAt(start, location)
  const isOnGrid =
    isFurtherService ||
    ((wall.hour * 60 + wall.minute) % service.slotIntervalMin === 0 && !isSecondShowing(start, location))
  const session = input.sessions.find(
    (one) => one.providerId === provider.id && one.locationId === location.id && one.start === start,
  )
  if (!isOnGrid && !session) return null
  const today = wallAt(input.now, location).toPlainDate()
  if (today.until(wall.toPlainDate(), { largestUnit: 'day' }).days > service.horizonDays) return null
  if (!mayDo(input, location, provider)) return null
  const { prerequisite } = service
  if (prerequisite && prerequisite.consultations !== null) {
    if (!prerequisite.consultations.some((one) => start >= one.end && start < one.validUntil)) return null
  }
  if (isDayFull(input, location, provider, wall.toPlainDate())) return null

  const steps = segmentMinutes(input, start)
  const isInHours = steps.every(({ instant }) => isOpen(location, instant))
  const ofProvider = steps.filter(({ segment }) => segment.needsProvider)
  const duty = ofProvider.length > 0 ? ofProvider : steps
  const isAtWork = duty.every(({ instant }) => works(provider, location, instant))
  if (!isInHours || !isAtWork) return null

  if (service.capacity > 1 && session && session.serviceId === service.id && session.seatsLeft > 0) {
    const isClear = session.occupations.every(
      (mine) =>
        !input.blocked.some(
          (one) => one.resourceId === mine.resourceId && one.start < mine.end && mine.start < one.end,
        ),
    )
    if (isClear) return session.end
  }

  if (!isOnGrid) return null
  const isBusy = (resourceId: string, instant: number) =>
    [...input.occupations, ...input.blocked].some(
      (one) => one.resourceId === resourceId && one.start < instant + minuteMs && instant < one.end,
    )
  if (ofProvider.some(({ instant }) => isBusy(provider.resourceId, instant))) return null
  const purposes = new Set(service.segments.flatMap(({ needsResources }) => needsResources))
  for (const purpose of purposes) {
    const needed = steps.filter(({ segment }) => segment.needsResources.includes(purpose))
    const rooms = input.resources.filter((one) => one.purpose === purpose && one.locationId === location.id)
    if (!rooms.some(({ id }) => needed.every(({ instant }) => !isBusy(id, instant)))) return null
  }
  let total = 0
  let visible = 0
  for (const { durationMin, isVisible } of service.segments) {
    total += durationMin
    if (isVisible) visible = total
  }
  return start + visible * minuteMs
}

function mayDo({ service }: SlotInput, location: AvailabilityLocation, provider: AvailabilityProvider): boolean {
  if (!service.eligibleProviderIds.has(provider.id)) return false
  const allowed = service.allowedCredentials.map((one) => one.toUpperCase())
  if (allowed.length > 0 && !allowed.includes(provider.credential.toUpperCase())) return false
  return !(location.region && provider.licenceState && location.region !== provider.licenceState)
}

function isDayFull(
  input: SlotInput,
  location: AvailabilityLocation,
  provider: AvailabilityProvider,
  day: Temporal.PlainDate,
): boolean {
  const thatDay = input.counted.filter(({ start }) => wallAt(start, location).toPlainDate().equals(day))
  const ofService = thatDay.filter((one) => one.serviceId === input.service.id && one.locationId === location.id)
  const ofProvider = thatDay.filter((one) => one.providerId === provider.id)
  return (
    ofService.length >= (input.service.maxPerDay ?? Infinity) || ofProvider.length >= (provider.maxPerDay ?? Infinity)
  )
}

function segmentMinutes({ service }: SlotInput, start: number) {
  let instant = start
  return service.segments.flatMap((segment) =>
    Array.from({ length: segment.durationMin }, () => {
      const step = { segment, instant }
      instant += minuteMs
      return step
    }),
  )
}

function isOpen(location: AvailabilityLocation, instant: number): boolean {
  const wall = wallAt(instant, location)
  const weekly = location.hours[String(wall.dayOfWeek) as '1'] ?? []
  const usual = weekly.map(([from, to]) => [minuteOf(from), minuteOf(to)] as const)
  return holds(exceptionsOn(location.exceptions, wall) ?? usual, instant, location)
}

function works(provider: AvailabilityProvider, location: AvailabilityLocation, instant: number): boolean {
  const wall = wallAt(instant, location)
  const during = (periods: readonly (readonly [number, number])[]) => holds(periods, instant, location)
  if (provider.licensedUntil !== null && wall.toPlainDate().toString() > provider.licensedUntil) return false
  const week = provider.schedules.filter(({ weekday }) => weekday === wall.dayOfWeek)
  const here = week.filter(({ locationId }) => locationId === location.id)
  const usual = here.map(({ startMin, endMin }) => [startMin, endMin] as const)
  const other = exceptionsOn(provider.exceptions, wall)
  if (other === null) return during(usual)
  if (week.length === 0) return provider.homeLocationId === location.id && during(other)
  const isElsewhereToo = week.some(({ locationId }) => locationId !== location.id)
  return here.length > 0 && during(other) && (!isElsewhereToo || during(usual))
}

function exceptionsOn(
  exceptions: readonly { date: string; startMin: number | null; endMin: number | null }[],
  wall: Temporal.PlainDateTime,
): (readonly [number, number])[] | null {
  const today = exceptions.filter(({ date }) => date === wall.toPlainDate().toString())
  if (today.length === 0) return null
  return today.some(({ startMin }) => startMin === null)
    ? []
    : today.map(({ startMin, endMin }) => [startMin!, endMin!] as const)
}

/** From the moment the clock first shows the beginning (or later) to when it first shows the end. */
function holds(
  periods: readonly (readonly [number, number])[],
  instant: number,
  location: AvailabilityLocation,
): boolean {
  const minute = latestShown(instant, location)
  return periods.some(([from, to]) => from <= minute && minute < to)
}

/** The latest minute that the clock has shown on this day so far: more than it shows now only in the repeated hour. */
function latestShown(instant: number, location: AvailabilityLocation): number {
  const now = wallAt(instant, location)
  let latest = now.hour * 60 + now.minute
  if (!isSecondShowing(instant, location)) return latest
  for (let before = instant - minuteMs; before > instant - 130 * minuteMs; before -= minuteMs) {
    const wall = wallAt(before, location)
    if (wall.toPlainDate().equals(now.toPlainDate())) latest = Math.max(latest, wall.hour * 60 + wall.minute)
  }
  return latest
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
}

const walls = new Map<string, Map<number, Temporal.PlainDateTime>>()

function wallAt(instant: number, { timeZone }: { timeZone: string }): Temporal.PlainDateTime {
  const known = walls.get(timeZone) ?? new Map<number, Temporal.PlainDateTime>()
  walls.set(timeZone, known)
  let wall = known.get(instant)
  if (!wall) {
    wall = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDateTime()
    known.set(instant, wall)
  }
  return wall
}

/** The wall clock has shown the same before: autumn repeats an hour. */
function isSecondShowing(instant: number, location: AvailabilityLocation): boolean {
  const wall = wallAt(instant, location)
  for (const back of [30, 60, 120]) if (wallAt(instant - back * minuteMs, location).equals(wall)) return true
  return false
}
