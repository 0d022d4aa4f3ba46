import { expect, it } from 'vitest'
import { looksLikeLoop, type SeenMessage } from './loops.ts'

const now = new Date('2026-12-01T17:00:00Z')
const at = (secondsAgo: number) => new Date(now.getTime() - secondsAgo * 1000)
const said = (text: string, secondsAgo: number): SeenMessage => ({
  direction: 'inbound',
  author: 'customer',
  text,
  sentAt: at(secondsAgo),
})
const ava = (secondsAgo: number): SeenMessage => ({
  direction: 'outbound',
  author: 'ava',
  text: 'How can I help?',
  sentAt: at(secondsAgo),
})

/** Newest first: a text and Ava's answer each time. */
const exchanges = (count: number, everySeconds: number, text = (index: number) => `text ${'x'.repeat(index)}`) =>
  Array.from({ length: count }, (_, index) => [
    ava(index * everySeconds + 5),
    said(text(index), index * everySeconds + 8),
  ]).flat()

it('lets a lively conversation go on', () => {
  expect(looksLikeLoop(exchanges(15, 15), { text: 'and Thursday?', now })).toBeNull()
  expect(
    looksLikeLoop(
      exchanges(4, 20, () => 'yes'),
      { text: 'yes', now },
    ),
  ).toBeNull()
  expect(looksLikeLoop([], { text: 'Hello there, I would like to book', now })).toBeNull()
})

it('sees that nobody types that fast for so long', () => {
  expect(looksLikeLoop(exchanges(20, 10), { text: 'and again', now })).toBe('fast')
  expect(looksLikeLoop(exchanges(31, 55), { text: 'and again', now })).toBe('fast')
})

it('knows the same sentence again, whatever its numbers are', () => {
  const reply = 'Thank you for your message! Your ticket is 1042.'
  expect(
    looksLikeLoop(
      exchanges(1, 60, () => reply),
      { text: reply, now },
    ),
  ).toBeNull()
  const loop = exchanges(2, 60, (index) => `Thank you for your message! Your ticket is ${index}.`)
  expect(looksLikeLoop(loop, { text: reply, now })).toBe('same')
})

it('does not take impatience for a machine: nobody has answered yet', () => {
  const waiting = [said('is anybody there? hello?', 20), said('is anybody there? hello?', 60)]
  expect(looksLikeLoop(waiting, { text: 'is anybody there? hello?', now })).toBeNull()
})

it('begins anew when a person has written, and after a while', () => {
  const staff: SeenMessage = { direction: 'outbound', author: 'staff', text: 'Hi, Kim here', sentAt: at(2) }
  expect(looksLikeLoop([staff, ...exchanges(25, 8)], { text: 'hi', now })).toBeNull()
  const later = new Date(now.getTime() + 40 * 60_000)
  expect(looksLikeLoop(exchanges(25, 8), { text: 'hi', now: later })).toBeNull()
})
