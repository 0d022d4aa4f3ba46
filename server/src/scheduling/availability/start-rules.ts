import type { AvailabilityProvider, AvailabilityService } from './availability-input.ts'
import type { VisitPart } from './free-visit.ts'
import { dayIndexAt, instantOfMinute } from './local-day.ts'
import type { Place } from './place.ts'

/**
 * The wall-clock times on which a visit may start, from one instant to before another, up to
 * the horizon: none in the hour that spring skips, each once in the hour that autumn repeats.
 */
export function gridStarts(
  place: Place,
  grid: { intervalMin: number; horizonDays: number; from: number; to: number },
): number[] {
  const starts: number[] = []
  const lastDay = place.today + grid.horizonDays
  for (const day of place.days) {
    if (day.dayNumber > lastDay || day.startsAt >= grid.to) break
    for (let minute = 0; minute < 24 * 60; minute += grid.intervalMin) {
      const instant = instantOfMinute(day, minute)
      if (instant === null || instant < grid.from) continue
      if (instant >= grid.to) break
      starts.push(instant)
    }
  }
  return starts
}

/** Whether an instant lies on a day that may be booked already. */
export function isWithinHorizon(place: Place, instant: number, horizonDays: number): boolean {
  const day = place.days[dayIndexAt(place.days, instant)]
  return day !== undefined && day.dayNumber <= place.today + horizonDays
}

/** Whether the limits of the day leave room for this, after the earlier parts of the same visit. */
export function hasRoomThatDay(
  place: Place,
  one: { service: AvailabilityService; provider: AvailabilityProvider; start: number },
  earlier: readonly VisitPart[],
): boolean {
  const { service, provider, start } = one
  if (service.maxPerDay === null && provider.maxPerDay === null) return true
  const sameDay = earlier.filter((part) => place.limits.isSameDay(part.start, start))
  const ofService = sameDay.filter((part) => part.serviceId === service.id).length
  const ofProvider = sameDay.filter((part) => part.providerId === provider.id).length
  return (
    place.limits.hasRoom({ kind: 'service', id: service.id, maxPerDay: service.maxPerDay }, start, ofService + 1) &&
    place.limits.hasRoom({ kind: 'provider', id: provider.id, maxPerDay: provider.maxPerDay }, start, ofProvider + 1)
  )
}

/** Whether the consultation that the service asks for is there: on file for the customer, or earlier in the visit. */
export function hasPrerequisite(service: AvailabilityService, start: number, earlier: readonly VisitPart[]): boolean {
  const { prerequisite } = service
  if (prerequisite === null || prerequisite.consultations === null) return true
  return (
    earlier.some((part) => part.serviceId === prerequisite.serviceId && part.end <= start) ||
    prerequisite.consultations.some(({ end, validUntil }) => end <= start && start < validUntil)
  )
}

/**
 * Until when a consultation counts: to the end of the local day so many days after the day it
 * ended on, because people count days and not hours.
 */
export function consultationValidUntil(ended: number, validDays: number, timeZone: string): number {
  const day = Temporal.Instant.fromEpochMilliseconds(ended).toZonedDateTimeISO(timeZone).toPlainDate()
  return day.add({ days: validDays + 1 }).toZonedDateTime(timeZone).epochMilliseconds
}
