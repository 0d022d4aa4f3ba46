import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { speak } from '../../sandbox/src/openai/voice/speak.ts'
import { recordedConversation, type RecordedConversation } from './harness/recorded-conversation.ts'
import { startVoiceStage, type VoiceStage } from './harness/voice-stage.ts'

const GREETING = 'Hello, I am Ava, an AI receptionist. How may I help?'

let stage: VoiceStage
let question: Int16Array

beforeAll(async () => {
  stage = await startVoiceStage()
  question = await speak('What does a facial cost at your place please', 'rms', { rate: 24_000 })
})
afterAll(() => stage.close())
beforeEach(() => stage.reset())
afterEach(async () => {
  await stage.hangUp()
  expect(stage.sandbox.control.violations()).toEqual([])
})

const texts = (conversation: RecordedConversation) =>
  conversation.messages().map(({ author, text }) => `${author}: ${text}`)
const finished = (conversation: RecordedConversation) => conversation.messages().filter(({ isFinal }) => isFinal)
const hears = ['What does a facial cost?', 'And how long does it take?']

describe('a call', () => {
  it('begins with the greeting, word for word, and no more than two seconds ahead of the ear', async () => {
    const conversation = recordedConversation({ greeting: GREETING })
    const listener = await stage.pickUp(conversation, { hears })
    expect(listener.of('call.started')[0]).toMatchObject({ callId: stage.call?.id, ears: 'sandbox' })
    expect(texts(conversation)).toEqual([`ava: ${GREETING}`])
    expect(listener.of('audio.item')).toEqual([
      { type: 'audio.item', item: 1, messageId: conversation.messages()[0]?.id },
    ])
    const loudest = Math.max(...(listener.received.get(1) ?? []).map((chunk) => Math.max(...chunk)))
    expect(loudest).toBeGreaterThan(2_000)
    expect(listener.mostAheadMs).toBeGreaterThan(1_000)
    expect(listener.mostAheadMs).toBeLessThanOrEqual(2_050)
  })

  it('answers a spoken turn once, with both sides in the transcript in spoken order', async () => {
    const conversation = recordedConversation({ greeting: GREETING })
    const listener = await stage.pickUp(conversation, { hears })
    listener.say(question)
    await listener.until(() => finished(conversation).length >= 3 && stage.isListening(), 30_000)
    expect(conversation.messages().map(({ author }) => author)).toEqual(['ava', 'customer', 'ava'])
    expect(conversation.messages()[1]?.text).toBe('What does a facial cost?')
    await stage.hangUp()
    expect(conversation.calls).toEqual([
      expect.objectContaining({ id: stage.call?.id, endReason: 'visitor', turnCount: 1, interruptions: 0 }),
    ])
    const kinds = conversation.usage.map(({ kind }) => kind)
    expect(kinds).toContain('realtime_response')
    expect(kinds).toContain('transcription')
    expect(stage.logged).toEqual([])
  })

  it('hears the person without any detector in the browser', async () => {
    const conversation = recordedConversation({ greeting: GREETING, turnDetection: { mode: 'server' } })
    stage.listener.hasDetector = false
    const listener = await stage.pickUp(conversation, { hears })
    listener.say(question)
    await listener.until(() => finished(conversation).length >= 3 && stage.isListening(), 30_000)
    expect(conversation.messages().map(({ author }) => author)).toEqual(['ava', 'customer', 'ava'])
  })

  it('keeps what is said while it connects', async () => {
    const conversation = recordedConversation({ greeting: GREETING })
    const listener = stage.start(conversation)
    listener.say(question)
    await listener.until(() => conversation.messages().some(({ author }) => author === 'customer'), 30_000)
    await listener.until(() => finished(conversation).length >= 3 && stage.isListening(), 30_000)
    // A whole sentence may cut the greeting short, but not before she has said what she is.
    expect(texts(conversation)[0]).toMatch(/^ava: Hello, I am Ava, an AI/)
  })

  it('goes on in a conversation that has begun, without the greeting', async () => {
    const conversation = recordedConversation({ greeting: GREETING })
    conversation.begin({ key: 'typed', author: 'customer', channel: 'chat' })
    conversation.finish('typed', { text: 'Do you have any openings tomorrow?' })
    const listener = stage.start(conversation)
    await listener.until(() => stage.isListening())
    expect(texts(conversation)).toEqual([
      'customer: Do you have any openings tomorrow?',
      'ava: I’m here. Go on, I’m listening.',
    ])
  })

  it('answers what is typed during it, and stops speaking for it', async () => {
    const conversation = recordedConversation({ greeting: GREETING })
    const listener = await stage.pickUp(conversation, { hears })
    listener.say(question)
    await listener.until(() => listener.of('activity').at(-1)?.activity === 'speaking', 30_000)
    conversation.begin({ key: 'typed', author: 'customer', channel: 'chat' })
    conversation.finish('typed', { text: 'I typed this' })
    stage.call?.typed('typed', 'I typed this')
    expect(listener.of('audio.flush')).toHaveLength(1)
    await listener.until(() => conversation.messages().at(-1)?.author === 'ava' && stage.isListening(), 30_000)
    expect(conversation.messages().at(-2)?.text).toBe('I typed this')
  })

  it('is closed when the microphone is faster than any microphone, or sends no audio', async () => {
    const { closed } = stage.start(recordedConversation({ greeting: GREETING }))
    const { call } = stage
    call?.audio(new Uint8Array(13))
    expect(closed).toEqual([4400])
    const frame = new Uint8Array(60_012)
    frame[0] = 1
    for (let i = 0; i < 10; i += 1) call?.audio(frame)
    expect(closed).toContain(4429)
    await call?.end('error')
  })
})
