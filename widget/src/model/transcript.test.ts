import type { Card, TranscriptMessage } from '@ava/protocol/widget-socket.ts'
import { describe, expect, it } from 'vitest'
import {
  areChoicesOpen,
  withCard,
  withDelivery,
  withHistory,
  withMessage,
  withPending,
  type Transcript,
} from './transcript.ts'

const sentAt = '2026-11-24T09:00:00Z'
function message(id: string, position: number, more: Partial<TranscriptMessage> = {}): TranscriptMessage {
  return { id, position, author: 'ava', channel: 'chat', text: `text of ${id}`, isFinal: true, sentAt, ...more }
}
const texts = (transcript: Transcript) => transcript.map((entry) => entry.message.text)
const card: Card = { kind: 'openings', title: 'Tuesday', options: [] }

it('puts messages in the server’s order, whenever they come', () => {
  const transcript = [message('c', 3), message('a', 1), message('b', 2)].reduce(withMessage, [])
  expect(transcript.map(({ message }) => message.id)).toEqual(['a', 'b', 'c'])
})

it('lets an utterance grow in its place', () => {
  let transcript = [message('a', 1, { text: 'You are', isFinal: false }), message('b', 2)].reduce(
    withMessage,
    [] as Transcript,
  )
  transcript = withMessage(transcript, message('a', 1, { text: 'You are booked.' }))
  expect(texts(transcript)).toEqual(['You are booked.', 'text of b'])
})

it('takes back an utterance that turned out to be nothing', () => {
  const transcript = withMessage(
    [message('a', 1, { isFinal: false, text: '' })].reduce(withMessage, []),
    message('a', 1, { text: '' }),
  )
  expect(transcript).toEqual([])
})

describe('a typed message', () => {
  const typed = withPending([message('a', 1)].reduce(withMessage, []), { id: 'mine', text: 'Hello', sentAt })

  it('is there at once, and becomes the server’s without a second bubble', () => {
    expect(typed.at(-1)).toMatchObject({ delivery: 'sending', message: { text: 'Hello' } })
    const confirmed = withMessage(typed, message('b', 2, { author: 'customer', text: 'Hello', clientId: 'mine' }))
    expect(texts(confirmed)).toEqual(['text of a', 'Hello'])
    // Shown by the server, and not known to be stored.
    expect(confirmed.at(-1)).toMatchObject({ key: 'mine', delivery: 'sending' })
    expect(withDelivery(confirmed, 'mine', 'sent').at(-1)).toMatchObject({ key: 'mine', delivery: 'sent' })
    // Its server died: it waits behind what another one has.
    const elsewhere = withHistory(confirmed, [message('a', 1), message('x', 2), message('y', 3)])
    expect(texts(elsewhere)).toEqual(['text of a', 'text of x', 'text of y', 'Hello'])
  })

  it('stays at the end through a reconnect that does not know it', () => {
    expect(texts(withHistory(typed, [message('a', 1), message('x', 2)]))).toEqual(['text of a', 'text of x', 'Hello'])
  })

  it('is not shown twice after a reconnect that does', () => {
    const history = withHistory(typed, [
      message('a', 1),
      message('b', 2, { author: 'customer', text: 'Hello', clientId: 'mine' }),
    ])
    expect(texts(history)).toEqual(['text of a', 'Hello'])
    expect(history.at(-1)).toMatchObject({ key: 'mine', delivery: 'sent' })
  })
})

describe('a card', () => {
  const transcript = [message('a', 1), message('b', 2)].reduce(withMessage, [])

  it('goes under its message, or else under the newest', () => {
    expect(withCard(transcript, { card, afterMessageId: 'a' })[0]!.cards).toEqual([card])
    expect(withCard(transcript, { card })[1]!.cards).toEqual([card])
  })

  it('takes the place of an earlier one of its kind, and stays through growth and reconnects', () => {
    const newer: Card = { ...card, title: 'Wednesday' }
    let shown = withCard(withCard(transcript, { card }), { card: newer })
    shown = withHistory(withMessage(shown, message('b', 2, { text: 'More' })), [message('a', 1), message('b', 2)])
    expect(shown[1]!.cards).toEqual([newer])
  })

  it('can be answered until the visitor has said something else', () => {
    const shown = withCard(transcript, { card })
    expect(areChoicesOpen(shown, shown[1]!)).toBe(true)
    const later = withMessage(shown, message('c', 3, { author: 'customer' }))
    expect(areChoicesOpen(later, later[1]!)).toBe(false)
  })
})
