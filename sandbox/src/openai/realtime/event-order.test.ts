import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../../start-sandbox.ts'
import { speak } from '../voice/speak.ts'
import { connect, startQuickSandbox } from './test-client.ts'
import type { TestClient } from './test-client.ts'

const silence = new Int16Array(24_000)
let calls: { name: string; arguments: Record<string, unknown> }[] = []
let sandbox: Sandbox
let client: TestClient

beforeAll(async () => {
  sandbox = await startQuickSandbox(() =>
    calls.length > 0 ? { toolCalls: calls } : { text: 'Hello there. How can I help you today?', toolCalls: [] },
  )
})
beforeEach(async () => {
  calls = []
  client = await connect(sandbox)
})
afterAll(async () => {
  expect(sandbox.control.violations()).toEqual([])
  await sandbox.close()
})

/** Types in order, runs of deltas once, what comes at no fixed place left out. */
function order(): string[] {
  const types = client
    .types()
    .filter((type) => !/^(session\.|conversation\.created|rate_limits|.*input_audio_transcription)/.test(type))
    .map((type) => (/output_audio(_transcript)?\.delta$/.test(type) ? 'audio or transcript delta' : type))
  return types.filter((type, index) => type !== types[index - 1])
}

const spokenResponse = [
  'response.created',
  'response.output_item.added',
  'conversation.item.added',
  'response.content_part.added',
  'audio or transcript delta',
  'response.output_audio.done',
  'response.output_audio_transcript.done',
  'response.content_part.done',
  'response.output_item.done',
  'conversation.item.done',
  'response.done',
]

it('begins with session.created and conversation.created', () => {
  expect(client.types()).toEqual(['session.created', 'conversation.created'])
  const { session } = client.all('session.created')[0]!
  expect(session.id).toMatch(/^sess_/)
  expect(session.expires_at - Date.now() / 1000).toBeCloseTo(3600, -1)
})

it('answers a spoken turn in the documented order', async () => {
  await client.configure()
  client.appendFrames(silence)
  client.appendFrames(await speak('Good morning, I have a question.', 'rms'))
  client.appendFrames(silence)
  await client.next('response.done')
  expect(order()).toEqual([
    'input_audio_buffer.speech_started',
    'input_audio_buffer.speech_stopped',
    'input_audio_buffer.committed',
    'conversation.item.added',
    'conversation.item.done',
    ...spokenResponse,
  ])
  const [started] = client.all('input_audio_buffer.speech_started')
  const [committed] = client.all('input_audio_buffer.committed')
  expect(committed!.item_id).toBe(started!.item_id)
  expect(committed!.previous_item_id).toBeNull()
  const [user, assistant] = client.all('conversation.item.added')
  expect(user!.item.id).toBe(started!.item_id)
  expect(assistant!.previous_item_id).toBe(started!.item_id)
})

it('answers response.create in the documented order, with transcript and audio interleaved', async () => {
  await client.configure()
  client.send({ type: 'response.create' })
  const { response } = await client.next('response.done')
  expect(order()).toEqual(spokenResponse)
  const transcripts = client.all('response.output_audio_transcript.delta')
  const audio = client.all('response.output_audio.delta')
  expect(transcripts.length).toBeGreaterThan(2)
  expect(client.types().indexOf('response.output_audio.delta')).toBeLessThan(
    client.types().lastIndexOf('response.output_audio_transcript.delta'),
  )
  expect(transcripts.map(({ delta }) => delta).join('')).toBe('Hello there. How can I help you today?')
  expect(response).toMatchObject({
    status: 'completed',
    status_details: null,
    output: [
      {
        type: 'message',
        status: 'completed',
        content: [{ type: 'output_audio', transcript: 'Hello there. How can I help you today?' }],
      },
    ],
  })
  const lengths = audio.map(({ delta }) => Buffer.from(delta, 'base64').length / 48)
  expect(Math.min(...lengths)).toBeGreaterThanOrEqual(50)
  expect(Math.max(...lengths)).toBeLessThanOrEqual(400)
  expect(new Set(lengths).size).toBeGreaterThan(3)
})

it('writes instead of speaking when text is asked for', async () => {
  await client.configure({ output_modalities: ['text'] })
  client.send({ type: 'response.create' })
  const { response } = await client.next('response.done')
  expect(order().filter((type, index, all) => type !== all[index - 1])).toEqual([
    'response.created',
    'response.output_item.added',
    'conversation.item.added',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'conversation.item.done',
    'response.done',
  ])
  expect(response.output_modalities).toEqual(['text'])
  expect(response.output[0]).toMatchObject({
    content: [{ type: 'output_text', text: 'Hello there. How can I help you today?' }],
  })
})

it('makes function calls in the documented order and waits for their outputs', async () => {
  calls = [
    { name: 'list_services', arguments: { query: 'wrinkles around the eyes' } },
    { name: 'find_openings', arguments: { service: 'Botox' } },
  ]
  await client.configure()
  client.send({ type: 'response.create' })
  const { response } = await client.next('response.done')
  const oneCall = [
    'response.output_item.added',
    'conversation.item.added',
    'response.function_call_arguments.delta',
    'response.function_call_arguments.done',
    'response.output_item.done',
    'conversation.item.done',
  ]
  expect(order()).toEqual(['response.created', ...oneCall, ...oneCall, 'response.done'])
  const [first] = client.all('response.function_call_arguments.done')
  expect(JSON.parse(first!.arguments)).toEqual({ query: 'wrinkles around the eyes' })
  expect(first!.name).toBe('list_services')
  const deltas = client.all('response.function_call_arguments.delta').filter(({ call_id: id }) => id === first!.call_id)
  expect(deltas.map(({ delta }) => delta).join('')).toBe(first!.arguments)
  expect(response.output.map(({ type }) => type)).toEqual(['function_call', 'function_call'])

  calls = []
  for (const { call_id: callId } of client.all('response.function_call_arguments.done')) {
    client.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: callId, output: '{"ok":true}' },
    })
  }
  client.send({ type: 'response.create' })
  await client.next('response.done', 2)
  expect(client.all('conversation.item.done').filter(({ item }) => item.type === 'function_call_output')).toHaveLength(
    2,
  )
})

it('acknowledges a manual turn and leaves the answer to the client', async () => {
  await client.configure({ audio: { input: { turn_detection: null } } })
  client.append(await speak('Hello', 'rms'))
  client.send({ type: 'input_audio_buffer.commit' })
  await client.next('conversation.item.done')
  expect(order()).toEqual(['input_audio_buffer.committed', 'conversation.item.added', 'conversation.item.done'])
  client.send({ type: 'input_audio_buffer.append', audio: 'AAAA' })
  client.send({ type: 'input_audio_buffer.clear' })
  await client.next('input_audio_buffer.cleared')
})

it('counts tokens: the conversation again on every response, its known beginning as cached', async () => {
  await client.configure({ instructions: 'You are a receptionist. '.repeat(40) })
  client.send({ type: 'response.create' })
  const first = (await client.next('response.done')).response.usage!
  const spokenMs = client
    .all('response.output_audio.delta')
    .reduce((ms, { delta }) => ms + Buffer.from(delta, 'base64').length / 48, 0)
  expect(first.input_token_details).toMatchObject({ audio_tokens: 0, cached_tokens: 0 })
  expect(first.output_token_details!.audio_tokens! * 50).toBeGreaterThanOrEqual(spokenMs)
  expect(first.output_token_details!.audio_tokens! * 50).toBeLessThan(spokenMs * 1.3)
  client.send({ type: 'response.create' })
  const second = (await client.next('response.done', 2)).response.usage!
  expect(second.input_token_details!.audio_tokens).toBe(Math.ceil(spokenMs / 50))
  expect(second.input_token_details!.cached_tokens).toBeGreaterThan(128)
  expect(second.input_token_details!.cached_tokens).toBeLessThanOrEqual(first.input_tokens!)
  expect(second.total_tokens).toBe(second.input_tokens! + second.output_tokens!)
})
