import type { ActiveConversation } from '../conversation/active-conversation.ts'
import { heardText } from './heard.ts'
import type { Speaker, SpokenItem } from './speaker.ts'
import type { TranscriptOrder } from './transcript-order.ts'
import type { Line } from './responses/response-state.ts'

/** One thing Ava says: its audio, its words, and where they lie in it. */
export interface Utterance {
  readonly itemId: string
  readonly responseId: string
  readonly line: Line | null
  /** It stands in the provider's conversation, and can be truncated there. */
  readonly isAside: boolean
  readonly audio: SpokenItem
  text: string
  readonly marks: { samples: number; characters: number }[]
  isFinished: boolean
  isCut: boolean
}

/** What Ava says, on both sides: heard by the person, read in the transcript. */
export class AvaUtterances {
  readonly #conversation: ActiveConversation
  readonly #speaker: Speaker
  readonly #order: TranscriptOrder
  readonly #introduce: (item: number, messageId: string) => void
  readonly #byItem = new Map<string, Utterance>()

  constructor(options: {
    conversation: ActiveConversation
    speaker: Speaker
    order: TranscriptOrder
    introduce: (item: number, messageId: string) => void
  }) {
    this.#conversation = options.conversation
    this.#speaker = options.speaker
    this.#order = options.order
    this.#introduce = options.introduce
  }

  get(itemId: string): Utterance | undefined {
    return this.#byItem.get(itemId)
  }

  /** Its place in the transcript is given with its first word or sound. */
  begin(options: { itemId: string; responseId: string; line: Line | null; isAside: boolean }): Utterance {
    const { itemId } = options
    const audio = this.#speaker.begin(itemId)
    const afterKey = this.#order.place(itemId, itemId)
    const messageId = this.#conversation.begin({ key: itemId, author: 'ava', channel: 'voice', afterKey })
    this.#introduce(audio.ref, messageId)
    const utterance: Utterance = { ...options, audio, text: '', marks: [], isFinished: false, isCut: false }
    this.#byItem.set(itemId, utterance)
    return utterance
  }

  words(utterance: Utterance, delta: string): void {
    if (utterance.audio.cutAtSamples !== null || utterance.isFinished) return
    utterance.text += delta
    utterance.marks.push({ samples: utterance.audio.receivedSamples, characters: utterance.text.length })
    this.#conversation.grow(utterance.itemId, utterance.text.trim())
  }

  /** All the words. Interrupted later, it is finished again with those that were heard. */
  finish(utterance: Utterance, text: string): void {
    if (utterance.audio.cutAtSamples !== null || utterance.isFinished) return
    utterance.isFinished = true
    if (utterance.text.trim() !== text) {
      utterance.text = text
      utterance.marks.length = 0
    }
    this.#conversation.finish(utterance.itemId, { text })
  }

  /** Only `playedSamples` of it were heard: that is what the transcript holds. */
  cut(utterance: Utterance, playedSamples: number): void {
    if (utterance.isCut) return
    utterance.isCut = true
    const { text, marks, audio } = utterance
    const heard = heardText({ text, marks, samples: audio.receivedSamples }, playedSamples).trim()
    if (heard === '') {
      this.#order.remove(utterance.itemId)
      this.#conversation.discard(utterance.itemId)
      return
    }
    const isInterrupted = playedSamples < audio.receivedSamples || !audio.isComplete
    this.#conversation.finish(utterance.itemId, { text: heard, ...(isInterrupted ? { isInterrupted } : {}) })
  }

  /** No more comes of this response: what was not told to be complete is complete now. */
  endResponse(responseId: string): void {
    for (const utterance of this.#byItem.values()) {
      if (utterance.responseId !== responseId || utterance.audio.cutAtSamples !== null) continue
      this.#speaker.complete(utterance.audio)
      if (!utterance.isFinished) this.finish(utterance, utterance.text.trim())
    }
  }

  /** The words that are still open never came to an end by themselves: what there is, is stored. */
  finishOpen(): void {
    for (const utterance of this.#byItem.values()) this.finish(utterance, utterance.text.trim())
  }

  /** Words that had to be said and could not be spoken stand at least in the transcript. */
  write(options: { key: string; unlessSaid: Line['kind']; text: string }): void {
    const { key, unlessSaid, text } = options
    const isSaid = [...this.#byItem.values()].some((utterance) => utterance.line?.kind === unlessSaid)
    if (isSaid) return
    this.#conversation.begin({ key, author: 'ava', channel: 'voice' })
    this.#conversation.finish(key, { text })
  }
}
