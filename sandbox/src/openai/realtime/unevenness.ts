/** A small generator of numbers in 0 … 1 that repeats itself for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Lengths from 50 to 400 ms that add up to `totalMs`, as uneven as the live service's deltas. */
export function unevenLengths(totalMs: number, random: () => number): number[] {
  const lengths: number[] = []
  for (let left = totalMs; left > 0;) {
    const wanted = Math.round(50 + 300 * random())
    // A scrap at the end goes with the delta before it.
    const length = left - wanted < 50 ? left : wanted
    if (length < 50 && lengths.length > 0) lengths[lengths.length - 1]! += length
    else lengths.push(length)
    left -= length
  }
  return lengths
}
