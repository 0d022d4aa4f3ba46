import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Transcript } from './transcript.ts'

const now = new Date('2026-03-02T15:00:00Z')
let count = 0
function begin(transcript: Transcript, key: string, author: 'customer' | 'ava', afterKey?: string) {
  return transcript.begin({ key, id: `id-${count++}`, author, channel: 'voice', now, afterKey })
}

describe('Transcript', () => {
  it('keeps spoken order when the words of an earlier utterance arrive last', () => {
    const transcript = new Transcript()
    begin(transcript, 'question', 'customer')
    begin(transcript, 'answer', 'ava')
    transcript.finish('answer', { text: 'We open at nine.' })
    transcript.finish('question', { text: 'When do you open?' })
    expect(transcript.messages().map((message) => message.text)).toEqual(['When do you open?', 'We open at nine.'])
  })

  it('puts an utterance that is learnt of late right after the one it followed', () => {
    const transcript = new Transcript()
    begin(transcript, 'a', 'customer')
    begin(transcript, 'c', 'ava')
    begin(transcript, 'b', 'customer', 'a')
    expect(transcript.messages().map((message) => message.id)).toHaveLength(3)
    for (const key of ['a', 'b', 'c']) transcript.finish(key, { text: key })
    expect(transcript.messages().map((message) => message.text)).toEqual(['a', 'b', 'c'])
  })

  it('takes the same utterance once however often it is begun', () => {
    const transcript = new Transcript()
    const first = begin(transcript, 'a', 'customer')
    expect(begin(transcript, 'a', 'customer')).toBe(first)
    expect(transcript.messages()).toHaveLength(1)
  })

  it('does not let late words reopen what is finished', () => {
    const transcript = new Transcript()
    begin(transcript, 'a', 'ava')
    transcript.finish('a', { text: 'Half of a', isInterrupted: true })
    expect(transcript.grow('a', 'Half of a sentence nobody heard')).toBeNull()
    expect(transcript.messages()[0]).toMatchObject({ text: 'Half of a', isInterrupted: true })
  })

  it('gives a model tool calls between the words they came between', () => {
    const transcript = new Transcript()
    begin(transcript, 'a', 'customer')
    transcript.finish('a', { text: 'Any time tomorrow?' })
    transcript.addToolCall({ type: 'tool_call', callId: '1', name: 'find', argumentsJson: '{}', output: '[]' })
    begin(transcript, 'b', 'ava')
    transcript.finish('b', { text: 'Two thirty.' })
    expect(transcript.timeline(10).map((entry) => entry.type)).toEqual(['message', 'tool_call', 'message'])
    expect(transcript.timeline(2).map((entry) => entry.type)).toEqual(['tool_call', 'message'])
  })

  it('tells a model where the channel changes, and not between a call and the chat beside it', () => {
    const transcript = new Transcript()
    const channels = ['voice', 'chat', 'sms', 'sms', 'email', 'chat'] as const
    channels.forEach((channel, index) => {
      transcript.begin({ key: `k${index}`, id: `i${index}`, author: 'customer', channel, now })
      transcript.finish(`k${index}`, { text: channel })
    })
    const told = transcript.timeline(20).map((entry) => (entry.type === 'message' ? entry.text : ''))
    expect(told).toEqual([
      'voice',
      'chat',
      expect.stringContaining('by text message'),
      'sms',
      'sms',
      expect.stringContaining('by email'),
      'email',
      expect.stringContaining('on the website'),
      'chat',
    ])
  })

  it('takes in what others have stored, once, between its own', () => {
    const transcript = new Transcript()
    begin(transcript, 'a', 'customer')
    const { position } = begin(transcript, 'b', 'ava') && transcript.messages()[0]!
    const message = {
      ...transcript.messages()[0]!,
      id: 'other',
      position: position + 1,
      text: 'Maria here',
      isFinal: true,
    }
    expect(transcript.adopt({ key: 'other', message })).toEqual(message)
    expect(transcript.adopt({ key: 'other', message })).toBeNull()
    expect(
      transcript
        .messages()
        .map(({ id }) => id)
        .indexOf('other'),
    ).toBe(1)
    expect(transcript.place('a', 1_000_000)).toMatchObject({ position: 1_000_000 })
    expect(transcript.lastOf('customer')?.key).toBe('a')
  })

  it('never gives two utterances one place, and never moves one', () => {
    const insertion = fc.record({
      after: fc.option(fc.nat(40)),
      author: fc.constantFrom('customer' as const, 'ava' as const),
    })
    fc.assert(
      fc.property(fc.array(insertion, { maxLength: 60 }), (insertions) => {
        const transcript = new Transcript()
        const places = new Map<string, number>()
        insertions.forEach(({ after, author }, index) => {
          begin(transcript, `k${index}`, author, after === null ? undefined : `k${after}`)
          const positions = transcript.messages().map((message) => message.position)
          expect(new Set(positions).size).toBe(positions.length)
          expect(positions).toEqual([...positions].sort((a, b) => a - b))
          for (const message of transcript.messages()) {
            expect(places.get(message.id) ?? message.position).toBe(message.position)
            places.set(message.id, message.position)
          }
        })
      }),
    )
  })
})
