import type { FreeVisit, TakenTime, VisitPart } from './free-visit.ts'
import { isTaken, roomChoices, takenBy, type ServiceAtPlace } from './service-at-place.ts'
import { hasPrerequisite, hasRoomThatDay } from './start-rules.ts'
import { canStartAt } from './start-ranges.ts'

/** With whom and when a service of a visit could be. */
export interface Candidate {
  providerId: string
  start: number
}

/**
 * A visit of these services, one of the candidates for each, in which nothing overlaps: neither
 * what is taken already nor the parts themselves. The first found in the candidates' order; null
 * when there is none.
 */
export function arrange(
  chain: readonly ServiceAtPlace[],
  candidatesFor: (index: number, earlier: readonly VisitPart[]) => Iterable<Candidate>,
): FreeVisit | null {
  const parts: VisitPart[] = []
  const taken: TakenTime[] = []
  const place = (index: number): boolean => {
    if (index === chain.length) return true
    for (const candidate of candidatesFor(index, parts)) {
      for (const choice of choices(chain[index]!, candidate, index, parts, taken)) {
        parts.push(choice.part)
        taken.push(...choice.occupations)
        if (place(index + 1)) return true
        parts.pop()
        taken.length -= choice.occupations.length
      }
    }
    return false
  }
  if (!place(0)) return null
  return {
    parts,
    locationId: chain[0]!.place.location.id,
    start: parts[0]!.start,
    end: parts.at(-1)!.end,
    occupations: taken,
  }
}

/** A seat of the session that is there, or the provider with rooms: one choice for each way to choose them. */
function* choices(
  at: ServiceAtPlace,
  { providerId, start }: Candidate,
  index: number,
  earlier: readonly VisitPart[],
  taken: readonly TakenTime[],
): Generator<{ part: VisitPart; occupations: TakenTime[] }> {
  const { service, place, shape } = at
  const member = at.staff.find(({ provider }) => provider.id === providerId)
  if (!member) return
  const { provider } = member
  if (!hasPrerequisite(service, start, earlier) || !hasRoomThatDay(place, { service, provider, start }, earlier)) return
  const session = at.sessions.find((one) => one.providerId === providerId && one.start === start)
  if (session) {
    const { id, capacity, seatsLeft, end } = session
    const groupSession = { id, capacity, seatsLeft }
    const occupations = session.occupations.map((one) => ({ ...one, part: index }))
    yield { part: { serviceId: service.id, providerId, start, end, groupSession }, occupations }
    return
  }
  if (!canStartAt(member.starts, start) || isTaken(taken, provider.resourceId, shape.provider, start)) return
  const { capacity } = service
  const groupSession = capacity > 1 ? { id: null, capacity, seatsLeft: capacity } : null
  for (const rooms of roomChoices(at, start, taken)) {
    yield {
      part: { serviceId: service.id, providerId, start, end: start + shape.visibleMs, groupSession },
      occupations: takenBy(at, provider, rooms, start, index),
    }
  }
}
