import type { VisitInput } from './availability-input.ts'
import { findFreeSlots } from './find-free-slots.ts'
import { visitOfSlot, type FreeVisit } from './free-visit.ts'
import { busyTimes, placeAt } from './place.ts'
import { serviceAtPlace, type ServiceAtPlace } from './service-at-place.ts'
import { gridStarts } from './start-rules.ts'
import { arrange, type Candidate } from './arrange-visit.ts'

const minuteMs = 60_000
/** How long somebody may wait between two services of one visit, shortest first. */
export const GAPS_MIN = [0, 5, 10, 15] as const

/**
 * Free visits for one service or several in the order given, earliest first, then in the order
 * of the first one's providers: at each start and with each first provider at most one, with the
 * shortest waits, and with the same provider onwards where that is possible. Pure.
 */
export function findFreeVisits(input: VisitInput): FreeVisit[] {
  const { services } = input
  const [first] = services
  if (!first) return []
  if (services.length === 1) {
    return findFreeSlots({ ...input, service: first }).map((slot) => visitOfSlot(slot, first.id))
  }
  const notice = Math.max(0, ...services.map(({ minNoticeMin }) => minNoticeMin))
  const from = Math.max(input.from, input.now + notice * minuteMs)
  if (from >= input.to) return []
  const horizonDays = Math.min(...services.map((one) => one.horizonDays))
  const busy = busyTimes(input)
  const visits = input.locations.flatMap((location) => {
    const place = placeAt(input, location, { start: from, end: input.to }, busy)
    const chain = services.map((service) => serviceAtPlace(input, service, place))
    if (!chain.every((one) => one !== null)) return []
    const ownStarts = chain[0]!.sessions.map(({ start }) => start)
    const grid = gridStarts(place, { intervalMin: first.slotIntervalMin, horizonDays, from, to: input.to })
    const starts = [...new Set([...grid, ...ownStarts.filter((start) => start >= from && start < input.to)])]
    return starts.flatMap((start) => visitsAt(chain, start))
  })
  const rank = new Map(input.providers.map(({ id }, index) => [id, index]))
  const leader = (visit: FreeVisit) => rank.get(visit.parts[0]!.providerId)!
  return visits.sort((a, b) => a.start - b.start || leader(a) - leader(b))
}

function visitsAt(chain: readonly ServiceAtPlace[], start: number): FreeVisit[] {
  return chain[0]!.staff.flatMap(({ provider }) => {
    const visit = arrange(chain, (index, earlier) => {
      if (index === 0) return [{ providerId: provider.id, start }]
      const before = earlier.at(-1)!
      return followers(chain[index]!, before.end, before.providerId)
    })
    return visit ?? []
  })
}

/** Who may go on, and when: the shortest wait first, and at the same wait whoever the customer is with already. */
function* followers(at: ServiceAtPlace, end: number, providerId: string): Generator<Candidate> {
  const ids = at.staff.map(({ provider }) => provider.id)
  const inOrder = ids.includes(providerId) ? [providerId, ...ids.filter((id) => id !== providerId)] : ids
  for (const gap of GAPS_MIN) {
    for (const id of inOrder) yield { providerId: id, start: end + gap * minuteMs }
  }
}
