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
    else result.push({ start: next.start, end: next.end })
  }
  return result
}

/** What lies in both. Takes and gives what `merged` gives. */
export function intersected(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const result: Interval[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const start = Math.max(a[i]!.start, b[j]!.start)
    const end = Math.min(a[i]!.end, b[j]!.end)
    if (end > start) result.push({ start, end })
    if (a[i]!.end < b[j]!.end) i++
    else j++
  }
  return result
}

/** What lies in the first and not in the second. Takes and gives what `merged` gives. */
export function without(from: readonly Interval[], taken: readonly Interval[]): Interval[] {
  const result: Interval[] = []
  let j = 0
  for (const { start, end } of from) {
    let free = start
    while (j < taken.length && taken[j]!.end <= free) j++
    for (let k = j; k < taken.length && taken[k]!.start < end; k++) {
      if (taken[k]!.start > free) result.push({ start: free, end: taken[k]!.start })
      free = Math.max(free, taken[k]!.end)
    }
    if (free < end) result.push({ start: free, end })
  }
  return result
}

/** Whether one of `periods` (as `merged` gives them) holds the whole interval. */
export function isWithin(periods: readonly Interval[], start: number, end: number): boolean {
  const period = periods[firstEndingAfter(periods, start)]
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
