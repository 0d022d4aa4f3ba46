import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../../start-sandbox.ts'
import { speak } from '../voice/speak.ts'
import { connect, startQuickSandbox } from './test-client.ts'
import type { TestClient } from './test-client.ts'

const long =
  'This is a long answer. It has several sentences. One can interrupt it. It takes a while to hear all of it.'
const silence = new Int16Array(24_000)
let sandbox: Sandbox
let client: TestClient
let calls: { name: string; arguments: Record<string, unknown> }[] = []
let seen: unknown[] = []

beforeAll(async () => {
  sandbox = await startQuickSandbox((request) => {
    seen.push(request.items)
    return calls.length > 0 ? { toolCalls: calls } : { text: long, toolCalls: [] }
  })
  await speak(long)
})
beforeEach(async () => {
  calls = []
  seen = []
  sandbox.control.resetFaults()
  sandbox.control.setFaults({ thinkingMs: 5, speed: 8, transcriptionMs: 5 })
  client = await connect(sandbox)
})
afterAll(() => sandbox.close())

const cancelLadder = [
  'response.output_audio.done',
  'response.output_audio_transcript.done',
  'response.content_part.done',
  'response.output_item.done',
  'conversation.item.done',
  'response.done',
]

it('cancels on request with every pending done event and an incomplete item', async () => {
  await client.configure()
  client.send({ type: 'response.create' })
  await client.next('response.output_audio.delta', 2)
  client.send({ type: 'response.cancel' })
  const { response } = await client.next('response.done')
  expect(client.types().slice(-6)).toEqual(cancelLadder)
  expect(response.status_details).toMatchObject({ type: 'cancelled', reason: 'client_cancelled' })
  expect(response.output[0]).toMatchObject({ status: 'incomplete' })
  const { transcript } = client.all('response.output_audio_transcript.done')[0]!
  expect(long.startsWith(transcript)).toBe(true)
  expect(transcript.length).toBeLessThan(long.length)
})

it('cancels before the first output with nothing but response.done', async () => {
  sandbox.control.setFaults({ thinkingMs: 60_000 })
  await client.configure()
  client.send({ type: 'response.create' })
  await client.next('response.created')
  client.send({ type: 'response.cancel' })
  expect((await client.next('response.done')).response).toMatchObject({ status: 'cancelled', output: [] })
})

it('is interrupted by speech when interrupt_response is on', async () => {
  await client.configure({ audio: { input: { turn_detection: { type: 'server_vad', create_response: false } } } })
  client.send({ type: 'response.create' })
  await client.next('response.output_audio.delta')
  client.appendFrames(silence)
  client.appendFrames(await speak('Wait a moment please', 'awb'))
  const { response } = await client.next('response.done')
  expect(response.status_details).toMatchObject({ type: 'cancelled', reason: 'turn_detected' })
  expect(client.types().at(client.types().indexOf('input_audio_buffer.speech_started') + 1)).toBe(
    'response.output_audio.done',
  )
})

it('goes on through speech when interrupt_response is off, and a server turn then cannot be answered', async () => {
  await client.configure({ audio: { input: { turn_detection: { type: 'server_vad', interrupt_response: false } } } })
  client.send({ type: 'response.create' })
  await client.next('response.output_audio.delta')
  client.appendFrames(silence)
  client.appendFrames(await speak('Wait a moment please', 'awb'))
  client.appendFrames(silence)
  const { error } = await client.next('error')
  expect(error.code).toBe('conversation_already_has_active_response')
  expect((await client.next('response.done')).response.status).toBe('completed')
  expect(client.all('response.created')).toHaveLength(1)
})

it('creates nothing by itself when create_response is off', async () => {
  await client.configure({
    audio: { input: { turn_detection: { type: 'server_vad', create_response: false, interrupt_response: false } } },
  })
  client.appendFrames(silence)
  client.appendFrames(await speak('Wait a moment please', 'awb'))
  client.appendFrames(silence)
  await client.next('conversation.item.done')
  client.send({ type: 'response.create' })
  await client.next('response.created')
  expect(client.types().filter((type) => type === 'response.created')).toHaveLength(1)
})

it('allows one default response at a time, and any number out of band', async () => {
  await client.configure()
  client.send({ type: 'response.create' })
  const { response: first } = await client.next('response.created')
  client.send({ type: 'response.create', event_id: 'again' })
  const { error } = await client.next('error')
  expect(error).toMatchObject({ code: 'conversation_already_has_active_response', event_id: 'again' })
  expect(error.message).toContain(`progress: ${first.id}.`)
  expect(sandbox.control.violations().at(-1)!.kind).toBe('conversation_already_has_active_response')

  const before = client.all('conversation.item.added').length
  client.send({
    type: 'response.create',
    response: { conversation: 'none', output_modalities: ['text'], metadata: { topic: 'title' }, input: [] },
  })
  await client.until(() => client.all('response.done').length === 1, 'the short one to end first')
  const [side] = client.all('response.done')
  expect(side!.response).toMatchObject({ conversation_id: null, metadata: { topic: 'title' }, status: 'completed' })
  expect(seen.at(-1)).toEqual([])
  expect(client.all('conversation.item.added')).toHaveLength(Math.max(before, 1))
  client.send({ type: 'conversation.item.retrieve', item_id: side!.response.output[0]!.id })
  expect((await client.next('error', 2)).error.code).toBe('item_retrieve_invalid_item_id')
  client.send({ type: 'response.cancel', response_id: first.id })
  expect((await client.next('response.done', 2)).response.id).toBe(first.id)
})

it('truncates to what was heard, and refuses what cannot be', async () => {
  await client.configure()
  client.send({ type: 'response.create' })
  await client.next('response.output_audio.delta', 4)
  client.send({ type: 'response.cancel' })
  const { response } = await client.next('response.done')
  const itemId = response.output[0]!.id
  const generatedMs = client
    .all('response.output_audio.delta')
    .reduce((ms, { delta }) => ms + Buffer.from(delta, 'base64').length / 48, 0)
  const truncate = (ms: number): void => {
    client.send({ type: 'conversation.item.truncate', item_id: itemId, content_index: 0, audio_end_ms: ms })
  }
  truncate(generatedMs + 1)
  const { error } = await client.next('error')
  expect(error.message).toBe(`Audio content of ${generatedMs}ms is already shorter than ${generatedMs + 1}ms`)
  expect(error.code).toBe('invalid_value')
  truncate(0)
  expect((await client.next('error', 2)).error).toMatchObject({
    code: null,
    message: 'Only model output audio messages can be truncated',
  })
  truncate(400)
  expect(await client.next('conversation.item.truncated')).toMatchObject({ item_id: itemId, audio_end_ms: 400 })
  client.send({ type: 'conversation.item.retrieve', item_id: itemId })
  const { item } = await client.next('conversation.item.retrieved')
  const [part] = (item as unknown as { content: { type: string; audio: string; transcript?: string }[] }).content
  expect(part!.type).toBe('audio')
  expect(Buffer.from(part!.audio, 'base64').length).toBe(400 * 48)
  expect(part!.transcript).toBeUndefined()
  truncate(401)
  await client.next('error', 3)

  client.send({ type: 'response.create' })
  await client.next('response.created', 2)
  const [heard] = seen.at(-1) as { text: string }[]
  expect(long.startsWith(heard!.text)).toBe(true)
  expect(heard!.text.length).toBeLessThan(20)
})

it('locks the voice after the first sound', async () => {
  await client.configure({ audio: { output: { voice: 'cedar' } } })
  client.send({ type: 'response.create' })
  await client.next('response.output_audio.delta')
  client.send({ type: 'session.update', session: { type: 'realtime', audio: { output: { voice: 'marin' } } } })
  expect((await client.next('error')).error).toMatchObject({
    code: 'cannot_update_voice',
    message: "Cannot update a conversation's voice if assistant audio is present.",
    param: null,
  })
  await client.configure({ audio: { output: { voice: 'cedar', speed: 1.1 } } })
})

it('leaves a call incomplete when it is cancelled in the middle of its arguments', async () => {
  sandbox.control.setFaults({ cancelDuringCalls: 1 })
  calls = [
    { name: 'list_services', arguments: { query: 'botox and other things' } },
    { name: 'find_openings', arguments: { service: 'Botox', when: 'tomorrow afternoon' } },
  ]
  await client.configure()
  client.send({ type: 'response.create' })
  const { response } = await client.next('response.done')
  expect(response.status_details).toMatchObject({ type: 'cancelled', reason: 'turn_detected' })
  expect(response.output).toMatchObject([{ status: 'completed' }, { status: 'incomplete' }])
  const [, second] = response.output as { arguments: string }[]
  expect(() => JSON.parse(second!.arguments) as unknown).toThrow()
})

it('stops at max_output_tokens and says so', async () => {
  await client.configure()
  client.send({ type: 'response.create', response: { max_output_tokens: 20 } })
  const { response } = await client.next('response.done')
  expect(response).toMatchObject({
    status: 'incomplete',
    status_details: { type: 'incomplete', reason: 'max_output_tokens' },
    output: [{ status: 'incomplete' }],
    max_output_tokens: 20,
  })
})
