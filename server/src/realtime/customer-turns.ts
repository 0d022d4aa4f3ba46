import type { ActiveConversation } from '../conversation/active-conversation.ts'
import { Alarm } from './alarm.ts'
import type { Clock } from './clock.ts'
import type { TranscriptOrder } from './transcript-order.ts'

/** Words that have not come by then do not come: the transcriber has been seen to stall without a word. */
const TRANSCRIPT_TIMEOUT_MS = 10_000
/** In place of words that nobody could make out: something was said, and the transcript does not hide it. */
const NOT_UNDERSTOOD = '[Not understood]'

interface Words {
  text: string
  isFinal: boolean
  isFailed: boolean
}

/**
 * What the person said. The words of a turn may come before it is committed, long
 * after, twice or never; its place in the transcript is given when it is committed.
 */
export class CustomerTurns {
  readonly #conversation: ActiveConversation
  readonly #clock: Clock
  readonly #order: TranscriptOrder
  readonly #watchdog: Alarm
  /** Committed, words still to come: item → when they are given up. */
  readonly #pending = new Map<string, number>()
  /** Words of items that nobody has decided about yet. */
  readonly #early = new Map<string, Words>()
  readonly #texts = new Map<string, string>()
  readonly #noise = new Set<string>()
  #onSettled: (() => void) | null = null

  constructor(options: { conversation: ActiveConversation; clock: Clock; order: TranscriptOrder }) {
    this.#conversation = options.conversation
    this.#clock = options.clock
    this.#order = options.order
    this.#watchdog = new Alarm(options.clock, () => this.#giveUp())
  }

  turn(itemId: string): void {
    const afterKey = this.#order.place(itemId, itemId)
    this.#conversation.begin({ key: itemId, author: 'customer', channel: 'voice', afterKey })
    this.#pending.set(itemId, this.#clock.nowMs() + TRANSCRIPT_TIMEOUT_MS)
    this.#texts.set(itemId, '')
    const early = this.#early.get(itemId)
    this.#early.delete(itemId)
    if (early?.isFailed) this.failed(itemId)
    else if (early?.isFinal) this.finish(itemId, early.text)
    else if (early) this.grow(itemId, early.text)
    this.#rearm()
  }

  noise(itemId: string): void {
    this.#noise.add(itemId)
    this.#early.delete(itemId)
  }

  grow(itemId: string, delta: string): void {
    if (this.#noise.has(itemId)) return
    const known = this.#texts.get(itemId)
    if (known === undefined) {
      this.#keepEarly(itemId, { text: (this.#early.get(itemId)?.text ?? '') + delta, isFinal: false, isFailed: false })
      return
    }
    const text = known + delta
    this.#texts.set(itemId, text)
    if (this.#pending.has(itemId)) this.#conversation.grow(itemId, text.trim())
  }

  finish(itemId: string, text: string): void {
    if (this.#noise.has(itemId)) return
    if (!this.#texts.has(itemId)) {
      this.#keepEarly(itemId, { text, isFinal: true, isFailed: false })
      return
    }
    this.#settle(itemId, text === '' ? NOT_UNDERSTOOD : text)
  }

  failed(itemId: string): void {
    if (this.#noise.has(itemId)) return
    const text = this.#texts.get(itemId)
    if (text === undefined) this.#keepEarly(itemId, { text: '', isFinal: true, isFailed: true })
    else this.#settle(itemId, text.trim() || NOT_UNDERSTOOD)
  }

  /** Nothing is waited for any more, or the time is over and what has come is what there is. */
  settled(withinMs: number): Promise<void> {
    if (this.#pending.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const stop = this.#clock.after(withinMs, () => {
        for (const itemId of [...this.#pending.keys()]) this.failed(itemId)
      })
      this.#onSettled = () => {
        stop()
        resolve()
      }
    })
  }

  stop(): void {
    this.#watchdog.set(null)
  }

  #settle(itemId: string, text: string): void {
    this.#conversation.finish(itemId, { text })
    this.#pending.delete(itemId)
    this.#rearm()
    if (this.#pending.size === 0) this.#onSettled?.()
  }

  #keepEarly(itemId: string, words: Words): void {
    this.#early.set(itemId, words)
  }

  #giveUp(): void {
    const now = this.#clock.nowMs()
    for (const [itemId, at] of [...this.#pending]) if (at <= now) this.failed(itemId)
    this.#rearm()
  }

  #rearm(): void {
    const next = Math.min(...this.#pending.values())
    this.#watchdog.set(next === Number.POSITIVE_INFINITY ? null : next)
  }
}
