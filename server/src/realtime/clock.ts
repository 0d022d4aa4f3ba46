/** Time for a call, so that a test can own it. */
export interface Clock {
  /** Milliseconds that only ever go forward; no date. */
  nowMs(): number
  date(): Date
  /** Runs `work` once, later; answers how to call it off. */
  after(ms: number, work: () => void): () => void
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  date: () => new Date(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
}
