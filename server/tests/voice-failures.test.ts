import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { speak } from '../../sandbox/src/openai/voice/speak.ts'
import { recordedConversation } from './harness/recorded-conversation.ts'
import { startVoiceStage, type VoiceStage } from './harness/voice-stage.ts'

let stage: VoiceStage
let sentence: Int16Array
const greeting = 'Hello, I am Ava.'

beforeAll(async () => {
  stage = await startVoiceStage()
  sentence = await speak('Could you help me with this please', 'rms', { rate: 24_000 })
})
afterAll(() => stage.close())
beforeEach(() => stage.reset())
afterEach(async () => {
  await stage.hangUp()
  expect(stage.sandbox.control.violations()).toEqual([])
})

const ended = () => stage.listener.of('call.ended').length > 0
const reason = () => stage.listener.of('call.ended')[0]?.reason

describe('the provider', () => {
  it('refuses the call: the visitor is told what else can be done', async () => {
    stage.sandbox.control.setFaults({ refuseUpgrades: 503 })
    const listener = stage.start(recordedConversation({ greeting }))
    await listener.until(ended)
    expect(reason()).toBe('upstream_down')
    expect(listener.of('notice')[0]).toMatchObject({
      code: 'upstream_down',
      actions: ['type_instead', 'leave_message'],
    })
    expect(listener.of('call.started')).toEqual([])
    expect(stage.logged.map(({ msg }) => msg)).toEqual(['a call lost its voice provider'])
  })

  it('breaks off in the middle of a word: the call ends in words, and what was heard is kept', async () => {
    const conversation = recordedConversation({ greeting })
    const listener = await stage.pickUp(conversation, { hears: ['Help me'] })
    stage.answers = [{ text: 'Of course, I would love to help you with that, whatever it may be.', toolCalls: [] }]
    listener.say(sentence)
    await listener.until(() => (listener.played.get(2) ?? 0) > 20_000)
    stage.sandbox.control.dropSessions()
    await listener.until(ended)
    expect(reason()).toBe('upstream_down')
    expect(conversation.messages().map(({ author }) => author)).toEqual(['ava', 'customer', 'ava'])
    expect(conversation.messages()[2]).toMatchObject({ isFinal: true, isInterrupted: true })
    expect(conversation.state).toBe('open')
  })

  it('reaches its hour: the call ends in words', async () => {
    const listener = await stage.pickUp(recordedConversation({ greeting }))
    stage.sandbox.control.expireSessions()
    await listener.until(ended)
    expect(reason()).toBe('upstream_down')
  })

  it('fails an answer: it is asked for once more, and the person notices nothing', async () => {
    const conversation = recordedConversation({ greeting })
    const listener = await stage.pickUp(conversation, { hears: ['Help me'] })
    stage.answers = [{ text: 'Here I am again.', toolCalls: [] }]
    stage.sandbox.control.setFaults({ rateLimitedResponses: 1 })
    listener.say(sentence)
    await listener.until(() => conversation.messages().length === 3 && stage.isListening(), 30_000)
    expect(listener.of('notice')).toEqual([])
    expect(conversation.messages().at(-1)?.text).toBe('Here I am again.')
  })

  it('never sends the words of a turn: the transcript says so, and the answer comes all the same', async () => {
    const conversation = recordedConversation({ greeting })
    const listener = await stage.pickUp(conversation, { hears: ['Help me'] })
    stage.sandbox.control.setFaults({ transcription: 'never' })
    listener.say(sentence)
    await listener.until(() => conversation.messages().length === 3 && stage.isListening(), 30_000)
    await stage.hangUp()
    expect(conversation.messages()[1]).toMatchObject({ author: 'customer', text: '[Not understood]', isFinal: true })
  })

  it('does without the beginning of an answer, or sends two utterances and ends the first late', async () => {
    const conversation = recordedConversation({ greeting })
    const listener = await stage.pickUp(conversation, { hears: ['Help me'] })
    stage.answers = [{ text: 'Let me see. There is an opening on Monday.', toolCalls: [] }]
    stage.sandbox.control.setFaults({ omitResponseCreated: 1, twoAudioItems: true, lateAudioDone: true })
    listener.say(sentence)
    await listener.until(() => conversation.messages().length === 4 && stage.isListening(), 30_000)
    const said = conversation
      .messages()
      .slice(2)
      .map(({ text }) => text)
    expect(said.join(' ')).toBe('Let me see. There is an opening on Monday.')
    expect([...listener.received.keys()]).toEqual([1, 2, 3])
    expect(listener.played.get(2)).toBe(listener.received.get(2)?.reduce((sum, chunk) => sum + chunk.length, 0))
  })
})
