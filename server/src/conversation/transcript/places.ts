/**
 * Places in a transcript. Whoever has a conversation open gives even ones, in memory and without
 * asking; whoever adds to it from outside gives odd ones, under a lock. So the two never want the same.
 */

/** Places are this far apart, so that a late arrival fits between two that are already stored. */
const STEP = 1024

/** The next place of an open conversation; `last` is the newest it knows of. */
export function placeAtEnd(last: number): number {
  const next = last + STEP
  return next % 2 === 0 ? next : next + 1
}

/** The next place for what comes from outside; `last` is the newest that is stored. */
export function placeFromOutside(last: number): number {
  const next = last + STEP
  return next % 2 === 1 ? next : next + 1
}

/** A place of an open conversation in the middle of two others; null when there is none left. */
export function placeBetween(before: number, after: number): number | null {
  const middle = Math.floor((before + after) / 4) * 2
  return middle > before && middle < after ? middle : null
}
