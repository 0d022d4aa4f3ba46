import { ClientMessage, MAX_CHAT_CHARACTERS } from '@ava/protocol/widget-socket.ts'
import { z } from 'zod'

export type Frame =
  | { kind: 'message'; message: ClientMessage }
  /** Of a type this server does not know: a newer widget's. */
  | { kind: 'unknown' }
  /** All is well but for its length; worth a word instead of a closed socket. */
  | { kind: 'too_long'; clientId: string }
  | { kind: 'malformed' }

const knownTypes = new Set(ClientMessage.def.options.flatMap((option) => [...(option._zod.propValues?.['type'] ?? [])]))
const Envelope = z.looseObject({ type: z.string() })
const LongChat = z.object({
  type: z.literal('chat.send'),
  id: z.string().min(1).max(64),
  text: z.string().min(MAX_CHAT_CHARACTERS + 1),
})

/** Reads a text frame. */
export function readFrame(data: Buffer): Frame {
  const json = parseJson(data)
  const envelope = Envelope.safeParse(json)
  if (!envelope.success) return { kind: 'malformed' }
  if (!knownTypes.has(envelope.data.type)) return { kind: 'unknown' }
  const parsed = ClientMessage.safeParse(json)
  if (parsed.success) return { kind: 'message', message: parsed.data }
  const long = LongChat.safeParse(json)
  return long.success ? { kind: 'too_long', clientId: long.data.id } : { kind: 'malformed' }
}

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'))
  } catch {
    // Not JSON: as malformed as JSON of the wrong shape.
    return undefined
  }
}

/**
 * Typed text as it is kept: one way to write each character, no control characters (PostgreSQL refuses
 * NUL; terminals obey others) and no overrides of the writing direction, which
 * make text look like other text. Emoji, their joiners and right-to-left scripts stay whole.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\n\t]|[\u202d\u202e]/gu, '')
    .trim()
}
