import type { Card, TranscriptMessage } from '@ava/protocol/widget-socket.ts'

export type Delivery = 'sent' | 'sending' | 'failed'

export interface Entry {
  /** Stable while a typed message goes from this page to the server and back. */
  key: string
  message: TranscriptMessage
  /** Of what was typed here: on its way until the server has stored it, failed when the server refused it. */
  delivery: Delivery
  cards: readonly Card[]
}

/** The conversation in order. Never changed in place. */
export type Transcript = readonly Entry[]

/** A message came, or came again with more words: in its place. Words taken back leave nothing. */
export function withMessage(transcript: Transcript, message: TranscriptMessage): Transcript {
  const known = transcript.find(
    (entry) => entry.message.id === message.id || (message.clientId && entry.key === message.clientId),
  )
  const others = transcript.filter((entry) => entry !== known)
  if (message.isFinal && !message.text.trim())
    return known?.cards.length ? others.concat({ ...known, message }) : others
  const entry: Entry = {
    key: known?.key ?? message.clientId ?? message.id,
    message,
    // Shown is not stored yet.
    delivery: known?.delivery === 'sending' ? 'sending' : 'sent',
    cards: known?.cards ?? [],
  }
  return inOrder([...others, entry])
}

const atEnd = Number.MAX_SAFE_INTEGER

/** Typed here: shown at once, at the end, until the server gives it its place. */
export function withPending(
  transcript: Transcript,
  { id: clientId, text, sentAt }: { id: string; text: string; sentAt: string },
): Transcript {
  const message: TranscriptMessage = {
    id: clientId,
    position: atEnd,
    author: 'customer',
    channel: 'chat',
    text,
    isFinal: true,
    sentAt,
    clientId,
  }
  return [...transcript, { key: clientId, message, delivery: 'sending', cards: [] }]
}

export function withDelivery(transcript: Transcript, clientId: string, delivery: Delivery): Transcript {
  return transcript.map((entry) =>
    entry.key === clientId && entry.delivery !== 'sent' ? { ...entry, delivery } : entry,
  )
}

/** The whole conversation from the server; what was typed here and is not in it stays at the end. */
export function withHistory(transcript: Transcript, messages: readonly TranscriptMessage[]): Transcript {
  const cards = new Map(transcript.map((entry) => [entry.message.id, entry.cards]))
  const arrived = new Set(messages.map((message) => message.clientId))
  const pending = transcript
    .filter((entry) => entry.delivery !== 'sent' && !arrived.has(entry.key))
    .map((entry) => ({ ...entry, message: { ...entry.message, position: atEnd } }))
  const keys = new Map(transcript.map((entry) => [entry.message.id, entry.key]))
  const history = messages
    .filter((message) => !message.isFinal || message.text.trim())
    .map((message): Entry => ({
      key: keys.get(message.id) ?? message.clientId ?? message.id,
      message,
      delivery: 'sent',
      cards: cards.get(message.id) ?? [],
    }))
  return inOrder([...history, ...pending])
}

/** A card goes under the message it belongs to, or under the newest. A card of the same kind there is replaced. */
export function withCard(
  transcript: Transcript,
  { card, afterMessageId }: { card: Card; afterMessageId?: string },
): Transcript {
  const owner = transcript.find((entry) => entry.message.id === afterMessageId) ?? transcript.at(-1)
  if (!owner) return transcript
  const cards = [...owner.cards.filter((known) => known.kind !== card.kind), card]
  return transcript.map((entry) => (entry === owner ? { ...entry, cards } : entry))
}

/** Choices are good until the visitor has said something after them. */
export function areChoicesOpen(transcript: Transcript, entry: Entry): boolean {
  return transcript.slice(transcript.indexOf(entry) + 1).every((later) => later.message.author !== 'customer')
}

function inOrder(entries: Entry[]): Entry[] {
  return entries.sort((a, b) => a.message.position - b.message.position)
}
