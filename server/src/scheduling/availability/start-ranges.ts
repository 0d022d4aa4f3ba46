import type { Interval } from './intervals.ts'

/** Instants at which something may start: from `first` to `last`, both included. Lists of them are in order and apart. */
export interface StartRange {
  first: number
  last: number
}

/** Part of a visit, as milliseconds after its start. */
export interface Stretch {
  startMs: number
  endMs: number
}

/** The starts for which every stretch lies in one of the free intervals (in order and apart). */
export function startsWithin(free: readonly Interval[], stretches: readonly Stretch[]): StartRange[] {
  let result: StartRange[] = [{ first: -Infinity, last: Infinity }]
  for (const { startMs, endMs } of stretches) {
    const fitting: StartRange[] = []
    for (const { start, end } of free) {
      const first = start - startMs
      const last = end - endMs
      if (last >= first) fitting.push({ first, last })
    }
    result = inBoth(result, fitting)
  }
  return result
}

export function inBoth(a: readonly StartRange[], b: readonly StartRange[]): StartRange[] {
  const result: StartRange[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const first = Math.max(a[i]!.first, b[j]!.first)
    const last = Math.min(a[i]!.last, b[j]!.last)
    if (last >= first) result.push({ first, last })
    if (a[i]!.last < b[j]!.last) i++
    else j++
  }
  return result
}

export function inAny(lists: readonly (readonly StartRange[])[]): StartRange[] {
  const result: StartRange[] = []
  for (const { first, last } of lists.flat().sort((a, b) => a.first - b.first)) {
    const before = result.at(-1)
    if (before && first <= before.last) before.last = Math.max(before.last, last)
    else result.push({ first, last })
  }
  return result
}

export function canStartAt(ranges: readonly StartRange[], start: number): boolean {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ranges[middle]!.last >= start) high = middle
    else low = middle + 1
  }
  return low < ranges.length && ranges[low]!.first <= start
}
