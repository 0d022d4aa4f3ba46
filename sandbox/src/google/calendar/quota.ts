const MINUTE_MS = 60_000

const LIMITS = { perProject: 10_000, perAccount: 600 } as const

/** Calls in the current minute: Google's limits for one project, and for one account in it. */
export class Quota {
  perProject = LIMITS.perProject
  perAccount = LIMITS.perAccount
  #minute = 0
  #counts = new Map<string, number>()

  /** Counts a call; which limit it is over, or null. */
  take(account: string, now: number): 'project' | 'account' | null {
    const minute = Math.floor(now / MINUTE_MS)
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#counts.clear()
    }
    if (this.#count('') > this.perProject) return 'project'
    return this.#count(account) > this.perAccount ? 'account' : null
  }

  reset(): void {
    Object.assign(this, LIMITS)
    this.#counts.clear()
  }

  #count(key: string): number {
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    return count
  }
}
