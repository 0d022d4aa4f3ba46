import type { ServerMessage } from '@ava/protocol/widget-socket.ts'
import { parseServerMessage } from '../session/wire-shapes.ts'
import type { Transcript } from './transcript.ts'

export type CardShown = Extract<ServerMessage, { type: 'card' }>

/** Nobody goes back further than this to a choice. */
const MAX_KEPT = 12

/** The cards of a conversation as they are kept for the next page: the server tells words again, but no cards. */
export function cardsOf(transcript: Transcript): CardShown[] {
  return transcript
    .flatMap(({ message, cards }) =>
      cards.map((card): CardShown => ({ type: 'card', afterMessageId: message.id, card })),
    )
    .slice(-MAX_KEPT)
}

/** Those of the kept cards whose message is in the transcript. What the storage holds may be anybody's: it is read as if it came by wire. */
export function cardsFor(transcript: Transcript, kept: unknown): CardShown[] {
  const ids = new Set(transcript.map(({ message }) => message.id))
  const shown = (Array.isArray(kept) ? kept : []).map((card) => parseServerMessage(JSON.stringify(card) ?? ''))
  return shown.filter(
    (message): message is CardShown => message?.type === 'card' && ids.has(message.afterMessageId ?? ''),
  )
}
