import type { Problem } from './problem.ts'

/** What one `input_audio_buffer.append` may carry. */
const maxBytes = 15 * 1024 * 1024

export type DecodedAudio = { ok: true; bytes: Buffer } | { ok: false; problem: Problem }

/** Strict base64: Node's own decoder would skip what it does not know. */
export function decodeBase64(text: string, param: string): DecodedAudio {
  const bytes = Buffer.from(text, 'base64')
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const isStrict = text.length % 4 === 0 && bytes.length === (text.length / 4) * 3 - padding && !/[-_]/.test(text)
  if (!isStrict) {
    const message = `Invalid '${param}': expected base64-encoded audio bytes, but the value is not valid base64.`
    return { ok: false, problem: { code: 'invalid_value', message, param } }
  }
  if (bytes.length > maxBytes) {
    const message = `Invalid '${param}': audio too long. Expected at most ${maxBytes} bytes, but got ${bytes.length} bytes instead.`
    return { ok: false, problem: { code: 'string_above_max_length', message, param } }
  }
  return { ok: true, bytes }
}
