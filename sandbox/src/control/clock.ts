/** The sandbox's time. Tests move it forward; alarms then ring as if the time had passed. */
export class SandboxClock {
  #offsetMs = 0
  readonly #alarms = new Set<Alarm>()

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#offsetMs
  }

  advance(ms: number): void {
    this.#offsetMs += ms
    const due = [...this.#alarms].filter(({ at }) => at <= this.now()).sort((a, b) => a.at - b.at)
    for (const alarm of due) this.#ring(alarm)
    for (const alarm of this.#alarms) this.#arm(alarm)
  }

  /** Calls `ring` once at `at`; the returned function calls it off. */
  alarm(at: number, ring: () => void): () => void {
    const alarm: Alarm = { at, ring, timer: undefined }
    this.#alarms.add(alarm)
    this.#arm(alarm)
    return () => this.#drop(alarm)
  }

  #arm(alarm: Alarm): void {
    clearTimeout(alarm.timer)
    alarm.timer = setTimeout(() => this.#ring(alarm), Math.max(0, alarm.at - this.now())).unref()
  }

  #ring(alarm: Alarm): void {
    // An earlier alarm of the same moment may have called this one off.
    if (this.#drop(alarm)) alarm.ring()
  }

  #drop(alarm: Alarm): boolean {
    clearTimeout(alarm.timer)
    return this.#alarms.delete(alarm)
  }
}

interface Alarm {
  at: number
  ring: () => void
  timer: NodeJS.Timeout | undefined
}
