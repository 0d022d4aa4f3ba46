import { DemoCaller } from './demo-caller.ts'

/** Less voice than this is a cough or a click: nothing is recognised, and no line of the script is used up. */
const shortestSpeechMs = 180

/**
 * The sandbox's ear of one session. It measures that there was speech; the words come
 * from a script (turn by turn), or from the demonstration caller when there is none.
 */
export class Ears {
  #script: string[] | null
  readonly #caller = new DemoCaller()
  readonly #heard = new Map<string, string>()

  constructor(script: string[] | null) {
    this.#script = script
  }

  get source(): 'script' | 'demo' {
    return this.#script ? 'script' : 'demo'
  }

  /** Lines to hear after those that are still to come; none at all makes the ear deaf. */
  give(utterances: readonly string[]): void {
    this.#script = utterances.length === 0 ? [] : [...(this.#script ?? []), ...utterances]
  }

  /** Lines nobody has said yet. */
  remaining(): string[] {
    return this.#script ? [...this.#script] : []
  }

  /**
   * The words of a user item, the same however often it is asked about. '' when there
   * was no speech to speak of, or the script is used up.
   */
  hear(itemId: string, { speechMs, lastWords }: { speechMs: number; lastWords: string }): string {
    const known = this.#heard.get(itemId)
    if (known !== undefined) return known
    const words = speechMs < shortestSpeechMs ? '' : this.#next(lastWords)
    this.#heard.set(itemId, words)
    return words
  }

  #next(lastWords: string): string {
    return this.#script ? (this.#script.shift() ?? '') : this.#caller.reply(lastWords)
  }
}

/** Where a script waits until a session opens. */
export class EarScripts {
  #waiting: string[] | null = null
  #isLeftOver = false

  /** For the next session. What an earlier session left unsaid is forgotten. */
  give(utterances: readonly string[]): void {
    const earlier = this.#isLeftOver || utterances.length === 0 ? [] : (this.#waiting ?? [])
    this.#waiting = [...earlier, ...utterances]
    this.#isLeftOver = false
  }

  /** A session closed early: a call that reconnects goes on where it was. */
  putBack(utterances: readonly string[]): void {
    if (utterances.length === 0) return
    this.#isLeftOver = this.#waiting === null
    this.#waiting = [...utterances, ...(this.#waiting ?? [])]
  }

  /** What the next session will hear; empty when that is the demonstration caller. */
  waiting(): string[] {
    return [...(this.#waiting ?? [])]
  }

  take(): string[] | null {
    const script = this.#waiting
    this.#waiting = null
    this.#isLeftOver = false
    return script
  }
}
