import type { UpstreamAudio } from './upstream-voice.ts'

const start = Buffer.from('{"type":"response.output_audio.delta"')

/** By its first bytes alone, as the provider writes it; another order of keys takes the slow path. */
export function looksLikeAudioDelta(data: Buffer): boolean {
  return data.length > start.length && data.compare(start, 0, start.length, 0, start.length) === 0
}

/**
 * The three fields that matter of a `response.output_audio.delta`, without
 * parsing it: most of what comes from the provider is this event, and nearly all of
 * it is base64, which holds neither quotes nor backslashes. Null when the text is
 * not laid out that simply.
 */
export function findAudioDelta(text: string): UpstreamAudio | null {
  const responseId = stringField(text, '"response_id":"')
  const itemId = stringField(text, '"item_id":"')
  const base64 = stringField(text, '"delta":"')
  if (responseId === null || itemId === null || base64 === null) return null
  return { responseId, itemId, base64 }
}

function stringField(text: string, opening: string): string | null {
  const at = text.indexOf(opening)
  if (at === -1) return null
  const from = at + opening.length
  const to = text.indexOf('"', from)
  if (to === -1) return null
  const value = text.slice(from, to)
  return value.includes('\\') ? null : value
}
