import type { UpstreamCommand } from '../adapters/voice/upstream-voice.ts'
import { Alarm } from './alarm.ts'
import type { AvaUtterances } from './ava-utterances.ts'
import type { Clock } from './clock.ts'
import { truncationOf } from './interruption/truncation.ts'
import type { Speaker, SpokenItem } from './speaker.ts'

/** The listener's player says at once what it had played when it was silenced; later than this it says nothing any more. */
const LAST_REPORT_MS = 250

/** While the provider has not ended the answer: it is looked after again, for its end may never be told. */
const LOOK_AGAIN_MS = 100

type Correction = Extract<UpstreamCommand, { type: 'truncate' | 'delete_item' }>

/**
 * Utterances that were cut off. The sound stops at once; what Ava is remembered to
 * have said is corrected a moment later, when it is known what was really heard and
 * the provider has stopped adding to it. Until then nothing new may be asked for.
 */
export class CutOffs {
  readonly #clock: Clock
  readonly #speaker: Speaker
  readonly #utterances: AvaUtterances
  readonly #correct: (correction: Correction) => void
  readonly #isBusy: () => boolean
  readonly #settled: () => void
  readonly #alarm: Alarm
  #cut: SpokenItem[] = []
  #dueAt = 0
  #count = 0

  constructor(options: {
    clock: Clock
    speaker: Speaker
    utterances: AvaUtterances
    correct: (correction: Correction) => void
    /** The provider has not ended the cancelled answer yet. */
    isBusy: () => boolean
    settled: () => void
  }) {
    this.#clock = options.clock
    this.#speaker = options.speaker
    this.#utterances = options.utterances
    this.#correct = options.correct
    this.#isBusy = options.isBusy
    this.#settled = options.settled
    this.#alarm = new Alarm(options.clock, () => this.settle())
  }

  get isSettling(): boolean {
    return this.#cut.length > 0
  }

  /** Silence, now. */
  cut(): void {
    this.#cut.push(...this.#speaker.flush())
    if (this.#cut.length === 0) return
    this.#dueAt = this.#clock.nowMs() + LAST_REPORT_MS
    this.#alarm.set(this.#dueAt)
  }

  /** Settles when it is time; to be tried again when the provider has ended an answer. */
  settle(): void {
    if (this.#cut.length === 0) return
    const now = this.#clock.nowMs()
    if (now < this.#dueAt) return
    if (this.#isBusy()) this.#alarm.set(now + LOOK_AGAIN_MS)
    else this.settleNow()
  }

  /** The call is over: what is known now has to do. */
  settleNow(): void {
    this.#alarm.set(null)
    const cut = this.#cut
    this.#cut = []
    for (const item of cut) this.#settleOne(item)
    if (cut.length > 0) this.#settled()
  }

  #settleOne(item: SpokenItem): void {
    const ending = this.#speaker.cutOf(item)
    const utterance = this.#utterances.get(item.itemId)
    const truncation = truncationOf(ending)
    if (utterance)
      this.#utterances.cut(utterance, truncation.type === 'keep' ? ending.receivedSamples : ending.playedSamples)
    // What was said beside the conversation does not stand in it.
    if (truncation.type === 'keep' || utterance?.isAside) return
    this.#count += 1
    const id = `cut-${this.#count}`
    const { itemId } = truncation
    if (truncation.type === 'delete') this.#correct({ type: 'delete_item', id, itemId })
    else this.#correct({ type: 'truncate', id, itemId, audioEndMs: truncation.audioEndMs })
  }
}
