import type { Faults } from './faults.ts'
import type { ServerEvent } from './server-event.ts'
import type { Transcription } from './session-config.ts'
import { textTokens } from './usage.ts'

/** During speech, gpt-live-transcribe has a first word after about half a second, then two or three a second. */
const firstDeltaMs = 600
const deltaEveryMs = 400

export interface TranscribedItem {
  itemId: string
  words: string
  /** Committed audio, silence included. */
  audioMs: number
}

export interface TranscriberHost {
  emit: (event: ServerEvent) => void
  faults: Faults
  /** Runs later unless the session ends first. */
  later: (ms: number, run: () => void) => void
  /** The transcript is known now: it becomes part of the item. */
  onCompleted: (itemId: string, transcript: string) => void
}

/** Sends the events of `input_audio_transcription`, in the style of the model that the session names. */
export class Transcriber {
  readonly #host: TranscriberHost
  /** How many words of an item have gone out already. */
  readonly #sent = new Map<string, number>()

  constructor(host: TranscriberHost) {
    this.#host = host
  }

  /** Whether words are wanted before the turn is committed. */
  isEarly(transcription: Transcription | null): boolean {
    if (!transcription) return false
    return transcription.model === 'gpt-live-transcribe' || this.#host.faults.earlyTranscriptDeltas
  }

  /** Speech goes on: sends the words that are due after so much of it. */
  progress({ itemId, words, speechMs }: { itemId: string; words: string; speechMs: number }): void {
    if (speechMs < firstDeltaMs) return
    const due = 1 + Math.floor((speechMs - firstDeltaMs) / deltaEveryMs)
    // The last word is never certain before the end.
    this.#sendWords({ itemId, words, upTo: Math.min(due, wordsOf(words).length - 1) })
  }

  /** Before `committed` goes out; nothing unless the fault asks for it. */
  beforeCommitted(transcription: Transcription | null, item: TranscribedItem): void {
    if (transcription && this.#host.faults.transcription === 'before') this.#complete(transcription, item)
  }

  afterCommitted(transcription: Transcription | null, item: TranscribedItem): void {
    if (!transcription) return
    const { faults, later } = this.#host
    switch (faults.transcription) {
      case 'after':
        return later(faults.transcriptionMs, () => this.#complete(transcription, item))
      case 'failed':
        return later(faults.transcriptionMs, () => this.#fail(item))
      case 'before':
      case 'never':
      case 'stalled':
        return
    }
  }

  #complete({ model }: Transcription, { itemId, words, audioMs }: TranscribedItem): void {
    const streams = this.#sent.has(itemId) || model === 'gpt-live-transcribe' || model?.startsWith('gpt-4o')
    if (streams) this.#sendWords({ itemId, words, upTo: Infinity })
    this.#sent.delete(itemId)
    this.#host.onCompleted(itemId, words)
    const audioTokens = Math.ceil(audioMs / 100)
    const outputTokens = textTokens(words)
    this.#host.emit({
      type: 'conversation.item.input_audio_transcription.completed',
      item_id: itemId,
      content_index: 0,
      transcript: words,
      usage: model?.startsWith('gpt-4o')
        ? {
            type: 'tokens',
            total_tokens: audioTokens + outputTokens,
            input_tokens: audioTokens,
            input_token_details: { text_tokens: 0, audio_tokens: audioTokens },
            output_tokens: outputTokens,
          }
        : { type: 'duration', seconds: Math.ceil(audioMs / 1000) },
    })
  }

  #fail({ itemId }: TranscribedItem): void {
    this.#sent.delete(itemId)
    this.#host.emit({
      type: 'conversation.item.input_audio_transcription.failed',
      item_id: itemId,
      content_index: 0,
      error: {
        type: 'transcription_error',
        code: 'audio_unintelligible',
        message: 'The audio could not be transcribed.',
      },
    })
  }

  #sendWords({ itemId, words, upTo }: { itemId: string; words: string; upTo: number }): void {
    const sent = this.#sent.get(itemId) ?? 0
    const isStalled = this.#host.faults.transcription === 'stalled' && sent >= 2
    const fresh = isStalled ? [] : wordsOf(words).slice(sent, Math.max(sent, upTo))
    if (fresh.length === 0) return
    this.#sent.set(itemId, sent + fresh.length)
    // Every word brings the space before it, the first one too: clients trim.
    const delta = fresh.map((word) => ` ${word}`).join('')
    this.#host.emit({
      type: 'conversation.item.input_audio_transcription.delta',
      item_id: itemId,
      content_index: 0,
      delta,
    })
  }
}

function wordsOf(text: string): string[] {
  return text.split(' ').filter((word) => word !== '')
}
