import type { UpstreamAudio } from './upstream-voice.ts'

const typeBytes = Buffer.from('{"type":"response.output_audio.delta"')
/** The provider writes the event's id next: the one thing before the audio that no two deltas share. */
const opening = Buffer.concat([typeBytes, Buffer.from(',"event_id":"')])
const deltaField = '"delta":"'
const QUOTE = 0x22
const BACKSLASH = 0x5c
const CLOSING_BRACE = 0x7d

/** By its first bytes alone, as the provider writes it; another order of keys takes the slow path. */
export function looksLikeAudioDelta(data: Buffer): boolean {
  return startsWith(data, typeBytes)
}

/**
 * The deltas of one session, most of them without parsing. Those of one utterance
 * differ in their event id and their base64 alone, so the parser reads the first and
 * what stood between the two is kept. A later delta with the same bytes there, and
 * neither a quote nor a backslash in the id and the base64, is the same JSON but for
 * these two strings: it says what the parser would say. Anything else is parsed.
 * (What is neither base64 nor allowed in JSON is left to the decoder, which skips it.)
 */
export class AudioDeltaReader {
  readonly #parse: (text: string) => UpstreamAudio | null
  /** From the quote that ends the event id to the one that begins the base64. */
  #between: Buffer | null = null
  // The very same strings each time: a fresh one is hashed anew by every Map it is looked up in.
  #responseId = ''
  #itemId = ''

  constructor(parse: (text: string) => UpstreamAudio | null) {
    this.#parse = parse
  }

  /** `data` is what `looksLikeAudioDelta`. Null when it is not JSON, or lacks a field. */
  read(data: Buffer): UpstreamAudio | null {
    const from = this.#base64From(data)
    if (from !== -1) {
      const { length } = data
      return { responseId: this.#responseId, itemId: this.#itemId, base64: data.toString('latin1', from, length - 2) }
    }
    const audio = this.#parse(data.toString('utf8'))
    if (audio) this.#remember(data, audio)
    return audio
  }

  /** Where the base64 begins; -1 when this is not laid out as the one before it. */
  #base64From(data: Buffer): number {
    const between = this.#between
    if (between === null || !startsWith(data, opening)) return -1
    const idEnd = data.indexOf(QUOTE, opening.length)
    const from = idEnd + between.length
    const end = data.length - 2
    if (idEnd === -1 || from > end || data.compare(between, 0, between.length, idEnd, from) !== 0) return -1
    if (data[end + 1] !== CLOSING_BRACE || data.indexOf(QUOTE, from) !== end) return -1
    return data.indexOf(BACKSLASH, opening.length) === -1 ? from : -1
  }

  #remember(data: Buffer, { responseId, itemId }: UpstreamAudio): void {
    this.#between = null
    if (!startsWith(data, opening)) return
    const idEnd = data.indexOf(QUOTE, opening.length)
    const deltaAt = data.indexOf(deltaField, idEnd)
    if (deltaAt === -1) return
    const from = deltaAt + deltaField.length
    this.#between = Buffer.from(data.subarray(idEnd, from))
    this.#responseId = responseId
    this.#itemId = itemId
    // This delta has to read as the parser read it, or its layout is not what was taken for it.
    if (this.#base64From(data) !== from) this.#between = null
  }
}

function startsWith(data: Buffer, start: Buffer): boolean {
  return data.length > start.length && data.compare(start, 0, start.length, 0, start.length) === 0
}
