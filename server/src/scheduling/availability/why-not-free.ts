import type { VisitInput } from './availability-input.ts'
import { without } from './intervals.ts'
import { busyTimes, placeAt } from './place.ts'
import { canStartAt, startsWithin } from './start-ranges.ts'
import { hasPrerequisite, hasRoomThatDay } from './start-rules.ts'
import { visitShape } from './visit-shape.ts'

/** What stands against a time, the first thing that does. */
export type Obstacle =
  | 'in_past'
  | 'not_performed'
  | 'closed'
  | 'not_at_work'
  | 'provider_busy'
  | 'no_room'
  | 'day_full'
  | 'needs_consultation'

/**
 * Why the first service of the visit cannot start then, there and with that provider; null when
 * nothing stands against it any more. Made to be said to a person, not to decide: what books and
 * moves looks for itself. Pure.
 */
export function whyNotFree(
  input: VisitInput,
  wanted: { locationId: string; providerId: string; start: number },
): Obstacle | null {
  const { start, providerId } = wanted
  const service = input.services[0]
  const provider = input.providers.find(({ id }) => id === providerId)
  const location = input.locations.find(({ id }) => id === wanted.locationId)
  if (start <= input.now) return 'in_past'
  if (!service || !provider || !location || !service.eligibleProviderIds.has(providerId)) return 'not_performed'
  const place = placeAt(input, location, { start, end: start + 1 }, busyTimes(input))
  const shape = visitShape(service.segments)
  const whole = [{ startMs: 0, endMs: shape.totalMs }]
  if (!canStartAt(startsWithin(place.open, whole), start)) return 'closed'
  const own = shape.provider.length > 0 ? shape.provider : whole
  const duty = place.onDuty(provider)
  if (!canStartAt(startsWithin(duty, own), start)) return 'not_at_work'
  if (
    shape.provider.length > 0 &&
    !canStartAt(startsWithin(without(duty, place.busy(provider.resourceId)), own), start)
  )
    return 'provider_busy'
  for (const [purpose, stretches] of shape.byPurpose) {
    const isFree = input.resources.some(
      ({ id, purpose: its, locationId }) =>
        its === purpose &&
        locationId === location.id &&
        canStartAt(startsWithin(without(place.open, place.busy(id)), stretches), start),
    )
    if (!isFree) return 'no_room'
  }
  if (!hasRoomThatDay(place, { service, provider, start }, [])) return 'day_full'
  return hasPrerequisite(service, start, []) ? null : 'needs_consultation'
}
