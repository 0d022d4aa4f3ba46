import type { Card, TranscriptMessage } from '@ava/protocol/widget-socket.ts'
import { expect, it } from 'vitest'
import { cardsFor, cardsOf } from './kept-cards.ts'
import { withCard, withHistory, type Transcript } from './transcript.ts'

const message = (id: string, position: number): TranscriptMessage => ({
  id,
  position,
  author: 'ava',
  channel: 'chat',
  text: `Words of ${id}`,
  isFinal: true,
  sentAt: '2026-03-01T12:00:00.000Z',
})
const card: Card = { kind: 'openings', title: 'Tuesday', options: [{ label: '2:30 PM', text: '2:30 PM' }] }
const history = (...ids: string[]): Transcript =>
  withHistory(
    [],
    ids.map((id, index) => message(id, index)),
  )

it('finds each card’s message again on the next page', () => {
  const kept = JSON.parse(JSON.stringify(cardsOf(withCard(history('a', 'b'), { card, afterMessageId: 'a' }))))
  expect(cardsFor(history('a', 'b', 'c'), kept)).toEqual([{ type: 'card', afterMessageId: 'a', card }])
  expect(cardsFor(history('c'), kept)).toEqual([])
})

it.each([
  undefined,
  null,
  'x',
  {},
  [null],
  [undefined],
  [{ type: 'card' }],
  [{ type: 'card', afterMessageId: 'a', card: { kind: 'openings' } }],
  [message('a', 1)],
])('takes nothing from a storage that holds %j', (kept) => {
  expect(cardsFor(history('a'), kept)).toEqual([])
})
