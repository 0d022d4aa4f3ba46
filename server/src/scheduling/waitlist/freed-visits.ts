import { findFreeVisits } from '../availability/find-free-visits.ts'
import type { FreeVisit } from '../availability/free-visit.ts'
import type { VisitInput } from '../availability/availability-input.ts'

/** Time that came free, in epoch milliseconds. */
export interface Freed {
  providerId: string
  start: number
  end: number
  /** What came free of people, rooms and devices; empty: a seat, or only the provider is known. */
  resourceIds: readonly string[]
}

/**
 * The visits that are possible because of what came free: with its people, rooms and devices still
 * taken they would not be. They lie in it; where it is too short for the service by itself, they use
 * it with free time beside it. Those that need least beside it come first, then the earlier. Pure.
 */
export function freedVisits(input: VisitInput, freed: Freed): FreeVisit[] {
  const outside = (visit: FreeVisit) => Math.max(0, freed.start - visit.start) + Math.max(0, visit.end - freed.end)
  const isTooShort = (visit: FreeVisit) => visit.end - visit.start > freed.end - freed.start
  const using = findFreeVisits(input).filter(
    (visit) => outside(visit) === 0 || (isTooShort(visit) && visit.start < freed.end && visit.end > freed.start),
  )
  return whatIsNew(using, input, freed).sort((a, b) => outside(a) - outside(b) || a.start - b.start)
}

function whatIsNew(visits: FreeVisit[], input: VisitInput, freed: Freed): FreeVisit[] {
  if (freed.resourceIds.length === 0) return visits.filter((visit) => visit.parts[0]!.providerId === freed.providerId)
  const stillTaken = freed.resourceIds.map((resourceId) => ({ resourceId, start: freed.start, end: freed.end }))
  const before = findFreeVisits({ ...input, occupations: [...input.occupations, ...stillTaken] })
  const known = new Set(before.map(keyOf))
  return visits.filter((visit) => !known.has(keyOf(visit)))
}

function keyOf({ locationId, start, parts }: FreeVisit): string {
  return `${locationId} ${start} ${parts.map(({ providerId }) => providerId).join()}`
}
