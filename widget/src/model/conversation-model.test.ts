import type { TranscriptMessage } from '@ava/protocol/widget-socket.ts'
import { expect, it } from 'vitest'
import { english } from '../strings/strings.ts'
import { ConversationModel } from './conversation-model.ts'

function model() {
  const arrived: string[] = []
  const strings = english('Ava')
  const conversation = new ConversationModel({
    strings: () => strings,
    personaName: () => 'Ava',
    arrived: ({ text }) => arrived.push(text),
  })
  return { conversation, arrived }
}
function message(more: Partial<TranscriptMessage>): TranscriptMessage {
  const base = { id: 'a', position: 1, author: 'ava', channel: 'chat', text: 'Hello.', isFinal: true } as const
  return { ...base, sentAt: '2026-11-24T09:00:00Z', ...more }
}
function ready(messages: TranscriptMessage[]): Parameters<ConversationModel['ready']>[0] {
  const base = { type: 'ready', conversationId: 'c', personaName: 'Ava', spaName: 'Glow', greeting: '' } as const
  return { ...base, suggestions: [], state: 'open', messages }
}

it('keeps what was typed until the server has stored it, or shows it in the whole state', () => {
  const { conversation } = model()
  const first = conversation.type('One')
  const second = conversation.type('Two')
  conversation.message(message({ author: 'customer', text: 'One', clientId: first.id }))
  expect(conversation.unsent()).toEqual([first, second])
  conversation.stored(first.id)
  expect(conversation.unsent()).toEqual([second])
  expect(conversation.transcript.peek().map(({ delivery }) => delivery)).toEqual(['sent', 'sending'])
  conversation.ready({ ...ready([message({ author: 'customer', text: 'Two', clientId: second.id })]) })
  expect(conversation.unsent()).toEqual([])
})

it('has still to send what was shown by a server that died before it stored it', () => {
  const { conversation } = model()
  const typed = conversation.type('Friday, please')
  conversation.message(message({ id: 'echo', author: 'customer', text: typed.text, clientId: typed.id }))
  conversation.ready(ready([]))
  expect(conversation.unsent()).toEqual([typed])
  expect(conversation.transcript.peek()).toMatchObject([{ delivery: 'sending', message: { text: typed.text } }])
  conversation.message(message({ id: 'again', author: 'customer', text: typed.text, clientId: typed.id }))
  conversation.stored(typed.id)
  expect(conversation.unsent()).toEqual([])
  expect(conversation.transcript.peek()).toMatchObject([{ delivery: 'sent', message: { id: 'again' } }])
})

it('does not send again by itself what the server refused, and does when asked', () => {
  const { conversation } = model()
  const typed = conversation.type('Too fast')
  conversation.refused(typed.id)
  expect(conversation.unsent()).toEqual([])
  expect(conversation.transcript.peek()[0]!.delivery).toBe('failed')
  expect(conversation.again(typed.id)).toEqual(typed)
  expect(conversation.unsent()).toEqual([typed])
  expect(conversation.again('unknown')).toBeNull()
})

it('announces a finished message of Ava or of a person once, and the visitor’s own never', () => {
  const { conversation, arrived } = model()
  conversation.message(message({ text: 'Hel', isFinal: false }))
  expect(conversation.announcement.peek()).toBe('')
  conversation.message(message({}))
  expect(conversation.announcement.peek()).toBe('Ava: Hello.')
  conversation.message(message({ text: 'Hello, corrected.' }))
  conversation.message(message({ id: 'b', author: 'customer', text: 'Hi' }))
  expect(conversation.announcement.peek()).toBe('Ava: Hello.')
  conversation.message(message({ id: 'c', author: 'staff', authorName: 'Maria', text: 'I am here.' }))
  expect(conversation.announcement.peek()).toBe('Maria: I am here.')
  expect(arrived).toEqual(['Hello.', 'Hi', 'I am here.'])
})

it('carries nothing but unsent words into a new conversation', () => {
  const { conversation } = model()
  conversation.message(message({}))
  const typed = conversation.type('Still here?')
  conversation.renewed()
  expect(conversation.transcript.peek().map((entry) => entry.message.text)).toEqual(['Still here?'])
  expect(conversation.unsent()).toEqual([typed])
})
