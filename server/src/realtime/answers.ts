import type { UpstreamAudio, UpstreamCommand, UpstreamEvent } from '../adapters/voice/upstream-voice.ts'
import type { AvaUtterances, Utterance } from './ava-utterances.ts'
import type { Floor } from './floor.ts'
import type { Speaker } from './speaker.ts'

type AnswerEvent = Extract<
  UpstreamEvent,
  { type: 'response_started' | 'utterance_started' | 'words' | 'words_done' | 'audio_done' | 'response_ended' }
>

/**
 * What the provider sends of Ava's answers, by item and never by "the current one":
 * a response may hold two utterances, and the end of the first may come after the
 * beginning of the second. What was called off is not heard, and not left behind.
 */
export class Answers {
  readonly #floor: Floor
  readonly #speaker: Speaker
  readonly #utterances: AvaUtterances
  readonly #send: (command: UpstreamCommand) => void
  readonly #asides = new Set<string>()
  /** Utterances that were announced and of which nothing has come: response → items. */
  readonly #announced = new Map<string, Set<string>>()
  #voicedResponse = ''
  #deletions = 0

  constructor(options: {
    floor: Floor
    speaker: Speaker
    utterances: AvaUtterances
    send: (command: UpstreamCommand) => void
  }) {
    this.#floor = options.floor
    this.#speaker = options.speaker
    this.#utterances = options.utterances
    this.#send = options.send
  }

  /** One delta of Ava's voice. The hot path. */
  audio({ responseId, itemId, base64 }: UpstreamAudio): void {
    if (this.#floor.isCancelled(responseId)) return
    if (responseId !== this.#voicedResponse && !this.#begun(responseId)) return
    const utterance = this.#utterances.get(itemId) ?? this.#begin(responseId, itemId)
    if (this.#speaker.speak(utterance.audio, base64) >= 0) return
    // Longer than anybody listens: cut off at its source, and what is there is said.
    this.#floor.answer({ type: 'overlong', responseId })
  }

  told(event: AnswerEvent): void {
    const { responseId } = event
    switch (event.type) {
      case 'response_started':
        if (event.isAside) this.#asides.add(responseId)
        this.#floor.answer({ type: 'started', responseId, requestId: event.requestId })
        return
      case 'utterance_started':
        this.#announce(responseId, event.itemId)
        return
      case 'words': {
        if (this.#floor.isCancelled(responseId)) return
        if (responseId !== this.#voicedResponse && !this.#begun(responseId)) return
        this.#utterances.words(this.#utterances.get(event.itemId) ?? this.#begin(responseId, event.itemId), event.delta)
        return
      }
      case 'words_done': {
        const utterance = this.#utterances.get(event.itemId)
        if (utterance && !this.#floor.isCancelled(responseId)) this.#utterances.finish(utterance, event.text)
        return
      }
      case 'audio_done': {
        const utterance = this.#utterances.get(event.itemId)
        if (utterance && !this.#floor.isCancelled(responseId)) this.#speaker.complete(utterance.audio)
        return
      }
      case 'response_ended':
        this.#ended(event)
    }
  }

  /** The first sign of an answer; false when it turns out to be one that nobody wants. */
  #begun(responseId: string): boolean {
    this.#floor.answer({ type: 'output', responseId })
    if (this.#floor.isCancelled(responseId)) return false
    this.#voicedResponse = responseId
    return true
  }

  #begin(responseId: string, itemId: string): Utterance {
    this.#announced.get(responseId)?.delete(itemId)
    const isAside = this.#asides.has(responseId)
    return this.#utterances.begin({ itemId, responseId, line: this.#floor.lineOf(responseId), isAside })
  }

  #announce(responseId: string, itemId: string): void {
    const items = this.#announced.get(responseId) ?? new Set()
    if (this.#utterances.get(itemId) === undefined) items.add(itemId)
    this.#announced.set(responseId, items)
  }

  #ended({ responseId, requestId, status, isAside }: Extract<AnswerEvent, { type: 'response_ended' }>): void {
    const wasCalledOff = this.#floor.isCancelled(responseId)
    this.#utterances.endResponse(responseId)
    // Ava must not believe she has said what never reached anybody.
    if (wasCalledOff && !isAside) for (const itemId of this.#announced.get(responseId) ?? []) this.#delete(itemId)
    this.#announced.delete(responseId)
    this.#asides.delete(responseId)
    this.#floor.answer({ type: 'ended', responseId, requestId, status })
  }

  #delete(itemId: string): void {
    this.#deletions += 1
    this.#send({ type: 'delete_item', id: `unheard-${this.#deletions}`, itemId })
  }
}
