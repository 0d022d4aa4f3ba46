import type { CallRecord } from './call-record.ts'

/** A turn's response time beyond this is a clock gone wrong. */
const MAX_LATENCY_MS = 60_000
const MAX_LATENCIES = 1_000

/** What is counted during a call and stored with it. */
export class CallTally {
  turnCount = 0
  interruptions = 0
  fillers = 0
  /** Expected refusals of the provider, by code. */
  readonly benign: Record<string, number> = {}
  readonly #latenciesMs: number[] = []

  responded(ms: number): void {
    if (ms <= MAX_LATENCY_MS && this.#latenciesMs.length < MAX_LATENCIES) this.#latenciesMs.push(Math.round(ms))
  }

  countBenign(code: string): void {
    this.benign[code] = (this.benign[code] ?? 0) + 1
  }

  get figures(): Pick<CallRecord, 'turnCount' | 'interruptions' | 'latenciesMs'> {
    return { turnCount: this.turnCount, interruptions: this.interruptions, latenciesMs: [...this.#latenciesMs] }
  }
}
