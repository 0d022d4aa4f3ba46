/** A free slot as it is weighed: days and minutes as the clock at its location shows them. */
export interface Candidate {
  providerId: string
  start: number
  /** Local days from the first day asked for. */
  day: number
  /** Minutes after local midnight. */
  minute: number
}

/**
 * A handful that gives a real choice: the soonest first, then other days, other times of
 * day and other providers, rather than five quarter-hours in a row. With `nearMinute`
 * ("around three") closeness to that time counts before variety. Pure; earliest first.
 */
export function chooseOpenings<S extends Candidate>(
  candidates: readonly S[],
  wish: { limit: number; nearMinute?: number | undefined },
): S[] {
  const chosen: S[] = []
  const left = new Set(candidates)
  while (chosen.length < wish.limit && left.size > 0) {
    if (chosen.length >= ENOUGH) for (const candidate of left) if (isCloseTo(candidate, chosen)) left.delete(candidate)
    if (left.size === 0) break
    let best: S | undefined
    let lowest = Infinity
    for (const candidate of left) {
      const cost = costOf(candidate, chosen, wish.nearMinute)
      if (cost < lowest) [best, lowest] = [candidate, cost]
    }
    chosen.push(best!)
    // One line per time: a second provider at the same moment is no second choice to hear.
    for (const candidate of left) if (candidate.start === best!.start) left.delete(candidate)
  }
  return chosen.sort((a, b) => a.start - b.start)
}

/** From here on, a time close to one already chosen is no further choice. */
const ENOUGH = 3
const CLOSE_MIN = 45

function isCloseTo(candidate: Candidate, chosen: readonly Candidate[]): boolean {
  return chosen.some(({ day, minute }) => day === candidate.day && Math.abs(minute - candidate.minute) < CLOSE_MIN)
}

function costOf(candidate: Candidate, chosen: readonly Candidate[], nearMinute: number | undefined): number {
  let cost = candidate.day * 8
  if (nearMinute === undefined) cost += candidate.minute / 240
  else cost += Math.abs(candidate.minute - nearMinute) * 2
  for (const other of chosen) {
    if (other.day === candidate.day) {
      cost += 24
      const apart = Math.abs(other.minute - candidate.minute)
      if (apart < 90) cost += 90 - apart
    }
    if (partOfDay(other.minute) === partOfDay(candidate.minute)) cost += 10
    if (other.providerId === candidate.providerId) cost += 5
  }
  return cost
}

function partOfDay(minute: number): number {
  return minute < 12 * 60 ? 0 : minute < 15 * 60 ? 1 : minute < 17 * 60 ? 2 : 3
}
