import pino from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../sandbox/src/start-sandbox.ts'
import { speak } from '../../sandbox/src/openai/voice/speak.ts'
import { openaiRealtime } from '../src/adapters/voice/openai-realtime.ts'
import { startWidgetCall, type WidgetCall } from '../src/channels/widget-voice.ts'
import { systemClock } from '../src/realtime/clock.ts'
import { defaultVoiceLimits, type VoiceLimits } from '../src/realtime/voice-dependencies.ts'
import { Listener } from './harness/listener.ts'
import { recordedConversation, type RecordedConversation } from './harness/recorded-conversation.ts'

const GREETING = 'Hello, I am Ava, an AI receptionist. How may I help?'

let sandbox: Sandbox
let question: Int16Array
let listener: Listener
let call: WidgetCall
const logged: { level: number; msg: string }[] = []

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
  question = await speak('What does a facial cost at your place please', 'rms', { rate: 24_000 })
})
afterAll(() => sandbox.close())
beforeEach(() => {
  listener = new Listener()
  logged.length = 0
  sandbox.control.resetFaults()
  sandbox.control.clearViolations()
})
afterEach(async () => {
  listener.leave()
  await call.end('visitor')
  expect(sandbox.control.violations()).toEqual([])
})

function start(conversation: RecordedConversation, limits: Partial<VoiceLimits> = {}) {
  const logger = pino({ level: 'warn' }, { write: (line: string) => void logged.push(JSON.parse(line)) })
  call = startWidgetCall(
    {
      upstream: openaiRealtime({ apiKey: 'sk-test', baseUrl: `${sandbox.url}/openai/v1`, isSandboxed: true }),
      logger,
      models: { realtime: 'gpt-realtime-2.1', transcription: 'gpt-transcribe' },
      limits: { ...defaultVoiceLimits, ...limits },
      clock: systemClock,
    },
    { conversation, link: listener.link },
  )
  listener.join(call)
}

const texts = (conversation: RecordedConversation) =>
  conversation.messages().map(({ author, text }) => `${author}: ${text}`)
const isListening = () => listener.of('activity').at(-1)?.activity === 'listening'

describe('a call', () => {
  it('begins with the greeting, word for word, and no more than two seconds ahead of the ear', async () => {
    const conversation = recordedConversation({ greeting: GREETING })
    start(conversation)
    await listener.until(isListening)
    expect(listener.of('call.started')[0]).toMatchObject({ callId: call.id, ears: 'sandbox' })
    expect(texts(conversation)).toEqual([`ava: ${GREETING}`])
    expect(listener.of('audio.item')).toEqual([
      { type: 'audio.item', item: 1, messageId: conversation.messages()[0]?.id },
    ])
    const loudest = Math.max(...(listener.received.get(1) ?? []).flatMap((chunk) => [...chunk]))
    expect(loudest).toBeGreaterThan(2_000)
    expect(listener.mostAheadMs).toBeGreaterThan(1_000)
    expect(listener.mostAheadMs).toBeLessThanOrEqual(2_050)
  })

  it('answers a spoken turn once, with both sides in the transcript in spoken order', async () => {
    const conversation = recordedConversation({ greeting: GREETING })
    sandbox.control.ears(['What does a facial cost?'])
    start(conversation)
    await listener.until(isListening)
    listener.say(question)
    await listener.until(
      () => conversation.messages().filter(({ isFinal }) => isFinal).length >= 3 && isListening(),
      30_000,
    )
    const authors = conversation.messages().map(({ author }) => author)
    expect(authors).toEqual(['ava', 'customer', 'ava'])
    expect(conversation.messages()[1]?.text).toBe('What does a facial cost?')
  })
})
