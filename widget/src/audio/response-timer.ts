/**
 * How long the visitor waited for an answer, measured where it counts: from the last
 * sample of their speech to the first sound of Ava at the loudspeaker.
 */
export class ResponseTimer {
  #speechEndedAt: number | null = null
  #measured: { item: number; ms: number } | null = null

  /** `at`: when the last sample of speech was captured, not when silence was noticed. */
  speechEnded(at: number): void {
    this.#speechEndedAt = at
  }

  /** Only the first utterance after the visitor's speech is an answer to it. */
  began(item: number, at: number): void {
    if (this.#speechEndedAt === null) return
    this.#measured = { item, ms: Math.max(0, Math.round(at - this.#speechEndedAt)) }
    this.#speechEndedAt = null
  }

  /** Once, for the item that was the answer. */
  take(item: number): number | undefined {
    if (this.#measured?.item !== item) return undefined
    const { ms } = this.#measured
    this.#measured = null
    return ms
  }
}
