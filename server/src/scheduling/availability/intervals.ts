/** A stretch of time in epoch milliseconds; `end` is not part of it. */
export interface Interval {
  start: number
  end: number
}

/** The same time in as few intervals as possible, earliest first. Touching ones become one. */
export function merged(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = []
  for (const next of intervals.filter((one) => one.end > one.start).sort((a, b) => a.start - b.start)) {
    const last = result.at(-1)
    if (last && next.start <= last.end) last.end = Math.max(last.end, next.end)
    else result.push({ ...next })
  }
  return result
}

/** Whether nothing in `busy` (as `merged` gives it) touches the interval. */
export function isFree(busy: readonly Interval[], start: number, end: number): boolean {
  const next = busy[firstEndingAfter(busy, start)]
  return next === undefined || next.start >= end
}

/** Whether one of `open` (as `merged` gives it) holds the whole interval. */
export function isWithin(open: readonly Interval[], start: number, end: number): boolean {
  const period = open[firstEndingAfter(open, start)]
  return period !== undefined && period.start <= start && end <= period.end
}

function firstEndingAfter(sorted: readonly Interval[], instant: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]!.end > instant) high = middle
    else low = middle + 1
  }
  return low
}
