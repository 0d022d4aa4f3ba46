import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { speak } from '../../sandbox/src/openai/voice/speak.ts'
import { recordedConversation } from './harness/recorded-conversation.ts'
import { startVoiceStage, type VoiceStage } from './harness/voice-stage.ts'

let stage: VoiceStage
let sentence: Int16Array
const greeting = 'Hello, I am Ava.'

beforeAll(async () => {
  stage = await startVoiceStage()
  sentence = await speak('Which treatments do you have please', 'rms', { rate: 24_000 })
})
afterAll(() => stage.close())
beforeEach(() => stage.reset())
afterEach(async () => {
  await stage.hangUp()
  expect(stage.sandbox.control.violations()).toEqual([])
})

const responds = () => stage.sent.filter((command) => command.type === 'respond')
const ended = () => stage.listener.of('call.ended').length > 0

describe('a tool that the model calls', () => {
  it('runs once, and is answered once after the last of the calls', async () => {
    const conversation = recordedConversation({ greeting })
    const listener = await stage.pickUp(conversation, { hears: ['Which treatments?'] })
    stage.answers = [
      {
        toolCalls: [
          { name: 'list_services', arguments: {} },
          { name: 'list_services', arguments: { query: 'facial' } },
        ],
      },
      { text: 'We have facials.', toolCalls: [] },
    ]
    listener.say(sentence)
    await listener.until(() => conversation.messages().length === 3 && stage.isListening(), 30_000)
    expect(conversation.toolCalls.map(({ name }) => name)).toEqual(['list_services', 'list_services'])
    expect(stage.sent.filter((command) => command.type === 'add_tool_output')).toHaveLength(2)
    // The greeting, the turn, the tools.
    expect(responds()).toHaveLength(3)
    expect(conversation.messages()[2]?.text).toBe('We have facials.')
  })

  it('whose sentence must be said has it said word for word, not in the model’s own words', async () => {
    const question = 'To confirm: a facial on Tuesday, December 1 at 2:30 PM. The price: $199. Shall I book it?'
    const conversation = recordedConversation({
      greeting,
      runTool: () => Promise.resolve({ ok: false, reason: 'needs_confirmation', say: question, mustSay: true }),
    })
    const listener = await stage.pickUp(conversation, { hears: ['Tuesday please'] })
    stage.answers = [{ toolCalls: [{ name: 'book_appointment', arguments: {} }] }]
    listener.say(sentence)
    await listener.until(() => conversation.messages().length === 3 && stage.isListening(), 30_000)
    expect(conversation.messages()[2]?.text).toBe(question)
    expect(responds().at(-1)).toMatchObject({ isWithoutTools: true, instructions: expect.stringContaining(question) })
  })

  it('that takes its time is covered by a word, beside the conversation', async () => {
    const conversation = recordedConversation({
      greeting,
      runTool: async () => {
        await sleep(1_500)
        return { ok: true }
      },
    })
    const listener = await stage.pickUp(conversation, { hears: ['Which treatments?'] })
    stage.answers = [
      { toolCalls: [{ name: 'list_services', arguments: {} }] },
      { text: 'We have facials.', toolCalls: [] },
    ]
    listener.say(sentence)
    await listener.until(() => conversation.messages().length === 4 && stage.isListening(), 30_000)
    const texts = conversation.messages().map(({ text }) => text)
    expect(texts.slice(2)).toEqual(['One moment, I’m checking.', 'We have facials.'])
    expect(responds().filter(({ isAside }) => isAside === true)).toHaveLength(1)
  })

  it('that ends the conversation lets Ava say goodbye first', async () => {
    const conversation = recordedConversation({
      greeting,
      runTool: () => {
        conversation.tell({ type: 'wind_down', reason: 'ended' })
        return Promise.resolve({ ok: true })
      },
    })
    const listener = await stage.pickUp(conversation, { hears: ['That is all, bye'] })
    stage.answers = [
      { toolCalls: [{ name: 'end_conversation', arguments: {} }] },
      { text: 'Goodbye, and have a lovely day.', toolCalls: [] },
    ]
    listener.say(sentence)
    await listener.until(ended, 30_000)
    expect(listener.of('call.ended')[0]?.reason).toBe('ava')
    expect(conversation.messages()[2]).toMatchObject({ text: 'Goodbye, and have a lovely day.', isFinal: true })
    expect(conversation.messages()[2]?.isInterrupted).toBeUndefined()
  })
})

describe('people take over', () => {
  it('after a red flag the approved words are said whatever Ava was saying, and the call ends', async () => {
    const conversation = recordedConversation({ greeting })
    const listener = await stage.pickUp(conversation, { hears: ['Which treatments?'] })
    stage.answers = [{ text: 'We have facials and peels and lasers and a great many other things.', toolCalls: [] }]
    listener.say(sentence)
    await listener.until(() => (listener.played.get(2) ?? 0) > 12_000)
    conversation.set('locked')
    conversation.tell({ type: 'emergency', say: 'Please call 911 now.' })
    await listener.until(ended, 30_000)
    expect(listener.of('call.ended')[0]?.reason).toBe('locked')
    expect(conversation.messages().at(-1)).toMatchObject({ author: 'ava', text: 'Please call 911 now.' })
    expect(listener.played.get(3)).toBe(listener.received.get(3)?.reduce((sum, chunk) => sum + chunk.length, 0))
  })

  it('when a person takes the conversation nothing more of Ava is heard', async () => {
    const conversation = recordedConversation({ greeting })
    const listener = await stage.pickUp(conversation, { hears: ['Which treatments?'] })
    stage.answers = [{ text: 'We have facials and peels and lasers and a great many other things.', toolCalls: [] }]
    listener.say(sentence)
    await listener.until(() => (listener.played.get(2) ?? 0) > 12_000)
    conversation.set('with_person')
    expect(listener.of('call.ended')[0]?.reason).toBe('handed_over')
    const heard = listener.received.get(2)?.length
    await stage.hangUp()
    expect(listener.received.get(2)?.length).toBe(heard)
    expect(conversation.messages().at(-1)).toMatchObject({ author: 'ava', isInterrupted: true })
  })
})

describe('limits', () => {
  it('a silent line is asked after, then ended', async () => {
    const conversation = recordedConversation({ greeting })
    const listener = await stage.pickUp(conversation, { limits: { idleMs: 300, idleEndMs: 300 } })
    await listener.until(ended, 30_000)
    expect(listener.of('call.ended')[0]?.reason).toBe('idle')
    expect(conversation.messages().map(({ text }) => text)).toEqual([
      greeting,
      'Are you still there?',
      'I’ll hang up for now. You can call again any time.',
    ])
  })

  it('a call that has cost enough ends with words', async () => {
    const conversation = recordedConversation({ greeting })
    const listener = await stage.pickUp(conversation, { waits: false, limits: { callMicroCents: 1n } })
    await listener.until(ended, 30_000)
    expect(listener.of('call.ended')[0]?.reason).toBe('limit')
    expect(listener.of('notice')[0]?.code).toBe('over_limit')
  })
})
