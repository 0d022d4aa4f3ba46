import { arrange } from './arrange-visit.ts'
import type { Spa, AvailabilityService } from './availability-input.ts'
import type { FreeVisit } from './free-visit.ts'
import { busyTimes, placeAt } from './place.ts'
import { serviceAtPlace } from './service-at-place.ts'

/** A visit at given times with given providers. */
export interface VisitToPlace {
  locationId: string
  /** One for each service, in order. */
  parts: readonly { providerId: string; start: number }[]
}

/**
 * The visit with the resources that it would take now, or null when it is not free as it is. The
 * times are taken as they are: notice, horizon and the interval of starts were a matter of
 * offering them.
 */
export function placeVisit(spa: Spa, services: readonly AvailabilityService[], wanted: VisitToPlace): FreeVisit | null {
  const location = spa.locations.find(({ id }) => id === wanted.locationId)
  if (!location || services.length !== wanted.parts.length) return null
  const starts = wanted.parts.map(({ start }) => start)
  const window = { start: Math.min(...starts), end: Math.max(...starts) + 1 }
  const place = placeAt(spa, location, window, busyTimes(spa))
  const found = services.map((service) => serviceAtPlace(spa, service, place))
  if (!found.every((one) => one !== null)) return null
  return arrange({
    services: found,
    deadEnds: new Set(),
    candidatesFor: (index) => {
      const { providerId, start } = wanted.parts[index]!
      return found[index]!.staff.filter(({ provider }) => provider.id === providerId).map((member) => ({
        member,
        start,
      }))
    },
  })
}
