import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { speak } from '../../sandbox/src/openai/voice/speak.ts'
import { startVoiceStage, type VoiceStage } from './harness/voice-stage.ts'
import { recordedConversation } from './harness/recorded-conversation.ts'

/** Long enough to be interrupted in, and past the part of it that nothing interrupts. */
const LONG =
  'You can come in on Monday, on Tuesday, on Wednesday, on Thursday, on Friday or on Saturday, in the morning or in the afternoon.'

let stage: VoiceStage
let sentence: Int16Array
let cough: Int16Array
let rumble: Int16Array

beforeAll(async () => {
  stage = await startVoiceStage()
  sentence = await speak('Excuse me, I have another question about that', 'rms', { rate: 24_000 })
  const tone = (ms: number) =>
    Int16Array.from({ length: 24 * ms }, (_, i) => 9_000 * Math.sin((i / 24_000) * 2 * Math.PI * 220))
  cough = tone(140)
  rumble = tone(500)
})
afterAll(() => stage.close())
beforeEach(() => stage.reset())
afterEach(async () => {
  await stage.hangUp()
  expect(stage.sandbox.control.violations()).toEqual([])
})

describe('somebody speaks while Ava does', () => {
  it('stops the sound, and the transcript and the model keep what was really heard', async () => {
    const conversation = recordedConversation({ greeting: 'Hello, I am Ava.' })
    const listener = await stage.pickUp(conversation, { hears: ['Tell me the days', 'Another question'] })
    stage.answers = [{ text: LONG, toolCalls: [] }]
    listener.say(sentence)
    await listener.until(() => (listener.played.get(2) ?? 0) > 36_000)
    listener.say(sentence)
    await listener.until(() => listener.of('audio.flush').length > 0)
    expect(listener.of('audio.duck').map(({ isDucked }) => isDucked)).toEqual([true, false])
    const playedMs = (listener.played.get(2) ?? 0) / 24
    await listener.until(() => conversation.messages().some(({ isInterrupted }) => isInterrupted === true))
    const cut = conversation.messages().find(({ isInterrupted }) => isInterrupted)?.text ?? ''
    expect(LONG.startsWith(cut)).toBe(true)
    expect(cut.length).toBeGreaterThan(10)
    expect(cut.length).toBeLessThan(LONG.length * 0.8)
    const truncation = stage.sent.find((command) => command.type === 'truncate')
    expect(Math.abs((truncation?.audioEndMs ?? 0) - playedMs)).toBeLessThanOrEqual(50)
    await listener.until(() => conversation.messages().length >= 5 && stage.isListening(), 30_000)
    expect(conversation.messages().map(({ author }) => author)).toEqual(['ava', 'customer', 'ava', 'customer', 'ava'])
    expect(stage.logged).toEqual([])
  })

  it('is only lowered by a cough, which is never answered', async () => {
    const conversation = recordedConversation({ greeting: 'Hello, I am Ava.' })
    const listener = await stage.pickUp(conversation, { hears: ['Tell me the days'] })
    stage.answers = [{ text: LONG, toolCalls: [] }]
    listener.say(sentence)
    await listener.until(() => (listener.played.get(2) ?? 0) > 24_000)
    listener.say(cough)
    await listener.until(() => listener.of('audio.duck').length === 2)
    await listener.until(() => stage.isListening(), 30_000)
    expect(listener.of('audio.flush')).toEqual([])
    expect(conversation.messages().map(({ author }) => author)).toEqual(['ava', 'customer', 'ava'])
    expect(conversation.messages()[2]).toMatchObject({ text: LONG, isFinal: true })
  })

  it('does not stop the greeting before it has said what Ava is, and a noise not at all', async () => {
    const greeting = 'Hello, I am Ava, an AI receptionist at the test spa.'
    const conversation = recordedConversation({ greeting })
    const listener = await stage.pickUp(conversation, { hears: ['Hello?'], waits: false })
    await listener.until(() => (listener.played.get(1) ?? 0) > 7_000)
    listener.say(rumble)
    await listener.until(() => stage.isListening())
    expect(listener.of('audio.flush')).toEqual([])
    expect(listener.of('audio.duck')).toEqual([])
    expect(conversation.messages()[0]).toMatchObject({ text: greeting })
  })

  it('and may cut the rest of the greeting short with a whole sentence', async () => {
    const conversation = recordedConversation({ greeting: `Hello, I am Ava, an AI receptionist. ${LONG}` })
    const listener = await stage.pickUp(conversation, { hears: ['Hello?'], waits: false })
    await listener.until(() => (listener.played.get(1) ?? 0) > 7_000)
    listener.say(sentence)
    listener.say(sentence)
    await listener.until(() => listener.of('audio.flush').length > 0)
    expect((listener.played.get(1) ?? 0) / 24).toBeGreaterThanOrEqual(3_000)
    await listener.until(() => conversation.messages().length >= 3 && stage.isListening(), 30_000)
    expect(conversation.messages()[0]?.text).toMatch(/^Hello, I am Ava, an AI/)
  })

  it('and hangs up: what had been heard by then is what is stored', async () => {
    const conversation = recordedConversation({ greeting: 'Hello, I am Ava.' })
    const listener = await stage.pickUp(conversation, { hears: ['Tell me the days'] })
    stage.answers = [{ text: LONG, toolCalls: [] }]
    listener.say(sentence)
    await listener.until(() => (listener.played.get(2) ?? 0) > 36_000)
    await stage.hangUp()
    const last = conversation.messages().at(-1)
    expect(last).toMatchObject({ author: 'ava', isInterrupted: true, isFinal: true })
    expect(LONG.startsWith(last?.text ?? '-')).toBe(true)
    expect(last?.text.length).toBeLessThan(LONG.length * 0.8)
  })
})
