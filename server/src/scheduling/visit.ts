import type { FreeVisit } from './availability/free-visit.ts'

/** One service of a visit, at a concrete time with a concrete provider, and what it takes. */
export interface VisitPart {
  serviceId: string
  providerId: string
  locationId: string
  startsAt: Date
  /** What the customer is told: turn-over comes after it. */
  endsAt: Date
  /** Seats of the service: more than one makes it a group appointment, in which one seat is taken. */
  capacity: number
  /** One entry for each segment and resource; instants in epoch milliseconds. */
  occupations: readonly { resourceId: string; start: number; end: number }[]
}

/** A free visit, service by service: what a hold or appointments of it take. */
export function partsToTake(free: FreeVisit): VisitPart[] {
  return free.parts.map(({ serviceId, providerId, start, end, groupSession }, index) => ({
    serviceId,
    providerId,
    locationId: free.locationId,
    startsAt: new Date(start),
    endsAt: new Date(end),
    capacity: groupSession?.capacity ?? 1,
    occupations: free.occupations.filter(({ part }) => part === index),
  }))
}

/** As a hold and an offer store the services of a visit; empty for one service alone. */
export function storedParts(visit: readonly Pick<VisitPart, 'serviceId' | 'providerId' | 'startsAt' | 'endsAt'>[]) {
  if (visit.length === 1) return []
  return visit.map(({ serviceId, providerId, startsAt, endsAt }) => ({
    serviceId,
    providerId,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
  }))
}

/** A stored part, as it comes from the database. */
interface StoredPart {
  serviceId: string
  providerId: string
  startsAt: string
  endsAt: string
}

/** The services of a stored offer or hold, in order; the one service when it stores no parts. */
export function partsOf(stored: {
  serviceId: string
  providerId: string
  startsAt: Date
  endsAt: Date
  parts: unknown
}): { serviceId: string; providerId: string; startsAt: Date; endsAt: Date }[] {
  const parts = stored.parts as StoredPart[]
  if (parts.length === 0) {
    const { serviceId, providerId, startsAt, endsAt } = stored
    return [{ serviceId, providerId, startsAt, endsAt }]
  }
  return parts.map((part) => ({ ...part, startsAt: new Date(part.startsAt), endsAt: new Date(part.endsAt) }))
}
