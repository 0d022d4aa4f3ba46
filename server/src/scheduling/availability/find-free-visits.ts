import { arrange, type Candidate } from './arrange-visit.ts'
import type { VisitInput } from './availability-input.ts'
import { chainOf, GAPS_MS, type Chain } from './chain.ts'
import { findFreeSlots } from './find-free-slots.ts'
import { visitOfSlot, type FreeVisit } from './free-visit.ts'
import { busyTimes, placeAt } from './place.ts'
import { serviceAtPlace, type StaffMember } from './service-at-place.ts'
import { canStartAt } from './start-ranges.ts'
import { gridStarts } from './start-rules.ts'

const minuteMs = 60_000

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
    const found = services.map((service) => serviceAtPlace(input, service, place))
    if (!found.every((one) => one !== null)) return []
    const chain = chainOf(found)
    const joined = found[0]!.sessions.map(({ start }) => start).filter((start) => start >= from && start < input.to)
    const grid = gridStarts(place, { intervalMin: first.slotIntervalMin, horizonDays, from, to: input.to })
    const starts = [...new Set([...grid, ...joined])]
    const deadEnds = new Set<string>()
    return starts.flatMap((start) => (canStartAt(chain.hopeful[0]!, start) ? visitsAt(chain, start, deadEnds) : []))
  })
  const rank = new Map(input.providers.map(({ id }, index) => [id, index]))
  const leader = (visit: FreeVisit) => rank.get(visit.parts[0]!.providerId)!
  return visits.sort((a, b) => a.start - b.start || leader(a) - leader(b))
}

function visitsAt({ services, hopeful }: Chain, start: number, deadEnds: Set<string>): FreeVisit[] {
  return services[0]!.staff.flatMap((member) => {
    const visit = arrange({
      services,
      deadEnds,
      candidatesFor: (index, earlier) => {
        if (index === 0) return [{ member, start }]
        const { end, providerId } = earlier.at(-1)!
        const starts = GAPS_MS.map((gap) => end + gap).filter((one) => canStartAt(hopeful[index]!, one))
        return followers(services[index]!.staff, starts, providerId)
      },
    })
    return visit ?? []
  })
}

/** Who may go on, and when: the shortest wait first, and at the same wait whoever the customer is with already. */
function* followers(
  staff: readonly StaffMember[],
  starts: readonly number[],
  providerId: string,
): Generator<Candidate> {
  const same = staff.find(({ provider }) => provider.id === providerId)
  for (const start of starts) {
    if (same) yield { member: same, start }
    for (const member of staff) if (member !== same) yield { member, start }
  }
}
