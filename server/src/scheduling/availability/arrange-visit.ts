import type { FreeVisit, TakenTime, VisitPart } from './free-visit.ts'
import { isTaken, roomChoices, takenBy, type ServiceAtPlace, type StaffMember } from './service-at-place.ts'
import { hasPrerequisite, hasRoomThatDay } from './start-rules.ts'
import { canStartAt } from './start-ranges.ts'

/** With whom and when a service of a visit could be. */
export interface Candidate {
  member: StaffMember
  start: number
}

/** How a visit is put together. */
export interface Arrangement {
  services: readonly ServiceAtPlace[]
  candidatesFor: (index: number, earlier: readonly VisitPart[]) => Iterable<Candidate>
  /**
   * What is known to lead nowhere. May be shared by visits of the same services whose later
   * candidates follow from nothing but the end of the part before.
   */
  deadEnds: Set<string>
}

/**
 * A visit of these services, one of the candidates for each, in which nothing overlaps: neither
 * what is taken already nor the parts themselves. The first found in the candidates' order; null
 * when there is none.
 */
export function arrange({ services, candidatesFor, deadEnds }: Arrangement): FreeVisit | null {
  const parts: VisitPart[] = []
  const taken: TakenTime[] = []
  const place = (index: number): boolean => {
    if (index === services.length) return true
    const state = index === 0 ? null : stateAfter(services, parts, taken)
    if (state !== null && deadEnds.has(state)) return false
    for (const candidate of candidatesFor(index, parts)) {
      for (const choice of choices(services[index]!, candidate, { index, parts, taken })) {
        parts.push(choice.part)
        taken.push(...choice.occupations)
        if (place(index + 1)) return true
        parts.pop()
        taken.length -= choice.occupations.length
      }
    }
    if (state !== null) deadEnds.add(state)
    return false
  }
  if (!place(0)) return null
  return {
    parts,
    locationId: services[0]!.place.location.id,
    start: parts[0]!.start,
    end: parts.at(-1)!.end,
    occupations: taken,
  }
}

/**
 * All of the earlier parts that matters to the later ones: when the last one ends, what they still
 * take then, and, where days are limited, with whom they are.
 */
function stateAfter(
  services: readonly ServiceAtPlace[],
  parts: readonly VisitPart[],
  taken: readonly TakenTime[],
): string {
  const { end } = parts.at(-1)!
  let state = `${parts.length} ${end}`
  for (const one of taken) if (one.end > end) state += ` ${one.resourceId} ${one.end}`
  const isLimited = services.some((at) => at.isLimited)
  return isLimited ? [state, ...parts.map(({ providerId, start }) => `${providerId} ${start}`)].join() : state
}

/** A seat of the session that is there, or the provider with rooms: one choice for each way to choose them. */
function* choices(
  at: ServiceAtPlace,
  { member, start }: Candidate,
  visit: { index: number; parts: readonly VisitPart[]; taken: readonly TakenTime[] },
): Generator<{ part: VisitPart; occupations: TakenTime[] }> {
  const { service, place, shape } = at
  const { provider } = member
  const { index, parts: earlier, taken } = visit
  const session = at.sessions.find((one) => one.providerId === provider.id && one.start === start)
  if (!session && !canStartAt(member.starts, start)) return
  if (!hasPrerequisite(service, start, earlier) || !hasRoomThatDay(place, { service, provider, start }, earlier)) return
  const common = { serviceId: service.id, providerId: provider.id, start }
  if (session) {
    const { id, capacity, seatsLeft, end } = session
    const occupations = session.occupations.map((one) => ({ ...one, part: index }))
    yield { part: { ...common, end, groupSession: { id, capacity, seatsLeft } }, occupations }
    return
  }
  if (isTaken(taken, provider.resourceId, shape.provider, start)) return
  const { capacity } = service
  const groupSession = capacity > 1 ? { id: null, capacity, seatsLeft: capacity } : null
  for (const rooms of roomChoices(at, start, taken)) {
    const occupations = takenBy(at, provider, rooms, start, index)
    yield { part: { ...common, end: start + shape.visibleMs, groupSession }, occupations }
    // Which room it is matters to what follows only while it is still needed then.
    if (shape.totalMs === shape.visibleMs) return
  }
}
