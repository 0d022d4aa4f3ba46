import type { ServiceAtPlace } from './service-at-place.ts'
import { inAny, inBoth, type StartRange } from './start-ranges.ts'

const minuteMs = 60_000
/** How long somebody may wait between two services of one visit, shortest first. */
export const GAPS_MS = [0, 5, 10, 15].map((minutes) => minutes * minuteMs)

/** The services of a visit, one after the other at one place. */
export interface Chain {
  services: readonly ServiceAtPlace[]
  /**
   * For each service, the starts after which all that follow it can still be, each with somebody
   * free and a room. The visit's own parts may yet stand in each other's way; nothing outside
   * these starts ever works.
   */
  hopeful: readonly StartRange[][]
}

export function chainOf(services: readonly ServiceAtPlace[]): Chain {
  const hopeful: StartRange[][] = []
  let following: StartRange[] | null = null
  for (const at of services.toReversed()) {
    const ownStarts = inAny(at.staff.map(({ starts }) => starts))
    const { visibleMs } = at.shape
    const own = following === null ? ownStarts : inBoth(ownStarts, startsBefore(following, visibleMs))
    const joined = at.sessions
      .filter(
        ({ end }) => following === null || inBoth([{ first: end, last: end }], startsBefore(following, 0)).length > 0,
      )
      .map(({ start }) => [{ first: start, last: start }])
    following = inAny([own, ...joined])
    hopeful.unshift(following)
  }
  return { services, hopeful }
}

/** The instants from which, so long and one of the gaps later, one of the ranges is met. */
function startsBefore(ranges: readonly StartRange[], lengthMs: number): StartRange[] {
  return inAny(
    GAPS_MS.map((gap) =>
      ranges.map(({ first, last }) => ({ first: first - lengthMs - gap, last: last - lengthMs - gap })),
    ),
  )
}
