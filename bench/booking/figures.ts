/** What a series of durations comes to, in milliseconds. */
export interface Spread {
  count: number
  p50: number
  p95: number
  max: number
}

export function spreadOf(durationsMs: readonly number[]): Spread {
  const sorted = durationsMs.toSorted((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN)
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), max: round(sorted.at(-1) ?? NaN) }
}

export function round(value: number): number {
  return Math.round(value * 100) / 100
}

/** How long it takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/** "12.3 / 20.1 ms": p50 and p95. */
export function pair({ p50, p95 }: Spread): string {
  return `${p50.toFixed(1)} / ${p95.toFixed(1)}`
}
