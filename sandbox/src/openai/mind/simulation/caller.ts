/** How the same is said in different words; the truth stays the same. */
export interface Manner {
  /** Which of the wordings, anew for each answer. */
  pick(ways: number): number
  /** What is asked in between before the answer, if anything. */
  interruption(): string | null
}

export interface Truth {
  /** Keys of the questions that apply, each with how it is said and when it was. */
  applies: ReadonlyMap<string, { words: string; when?: string }>
  /** Of all questions: how one recognises them in what Ava says. */
  recognise: ReadonlyMap<string, RegExp>
  acceptsPolicy: boolean
}

/**
 * Somebody who wants an appointment and answers truthfully whatever is asked, in the order in
 * which it is asked, and asks things of their own in between.
 */
export class Caller {
  readonly said: string[] = []
  private readonly truth: Truth
  private readonly manner: Manner
  private told = new Set<string>()
  private about: string[] = []
  private lastTold = ''
  private asked = ''

  constructor(truth: Truth, manner: Manner) {
    this.truth = truth
    this.manner = manner
  }

  /** The next words, to what Ava has just said; null when there is nothing left to say. */
  reply(words: string): string | null {
    if (/you're booked|kept this for you|anything else|left that|take a message|what should i change/i.test(words))
      return null
    // "Take your time" asks nothing: what was asked before is still open.
    if (words.includes('?')) this.asked = words
    const line = this.manner.interruption() ?? this.answer(this.asked)
    if (line !== null) this.said.push(line)
    return line
  }

  private answer(words: string): string | null {
    const question = words.match(/[^.!?]*\?/g)?.at(-1) ?? words
    if (/apply to you|which of them|yes or no|^A few more/i.test(words) && !/all right with you/.test(question))
      return this.health(words)
    if (/about when was that/i.test(words)) return this.truth.applies.get(this.lastTold)?.when ?? 'in June'
    if (/all right with you/i.test(question))
      return this.truth.acceptsPolicy
        ? this.one('yes, that is fine', 'okay', 'understood', 'sure')
        : this.one('no', 'no, not with that')
    if (/shall i book it/i.test(question)) return this.one('yes', 'yes please', 'go ahead', 'sounds good')
    if (/consultation in the meantime|from then/i.test(question)) return this.one('no', 'no thank you')
    const single = [...this.truth.recognise].find(([, pattern]) => pattern.test(words))
    return single ? this.health(words) : this.one('yes', 'what was that?')
  }

  private health(words: string): string {
    const asked = [...this.truth.recognise].filter(([, pattern]) => pattern.test(words)).map(([key]) => key)
    // "Yes or no?" is about what was asked before.
    if (asked.length > 0) this.about = asked
    const mine = this.about.filter((key) => this.truth.applies.has(key) && !this.told.has(key))
    const [first, ...more] = mine
    if (first === undefined) return this.one('no', 'none of those', 'nope, nothing', "No, they don't apply")
    if (/yes or no/i.test(words) && this.manner.pick(2) === 0) return 'yes'
    if (!/which of them/i.test(words) && this.manner.pick(4) === 0) return 'yes'
    const { words: own, when } = this.truth.applies.get(first)!
    this.told.add(first)
    this.lastTold = first
    const dated = when && this.manner.pick(2) === 0 ? `${own}, ${when}` : own
    return more.length === 0 ? this.one(dated, `yes, ${dated}`, `actually ${dated}`) : this.one(dated, `yes, ${dated}`)
  }

  private one(...ways: readonly string[]): string {
    return ways[this.manner.pick(ways.length)] ?? ways[0] ?? 'yes'
  }
}
