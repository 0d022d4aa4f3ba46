import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../../start-sandbox.ts'
import { speak } from '../voice/speak.ts'
import { connect, quick, startQuickSandbox } from './test-client.ts'
import type { TestClient } from './test-client.ts'

const text = 'One moment please. I am looking at the calendar for you.'
let sandbox: Sandbox
let client: TestClient

beforeAll(async () => {
  sandbox = await startQuickSandbox(() => ({ text, toolCalls: [] }))
})
beforeEach(async () => {
  sandbox.control.resetFaults()
  sandbox.control.setFaults(quick)
  client = await connect(sandbox)
  await client.configure()
})
afterAll(() => sandbox.close())

it('speaks in two items whose words are the whole', async () => {
  sandbox.control.setFaults({ twoAudioItems: true })
  client.send({ type: 'response.create' })
  const { response } = await client.next('response.done')
  expect(response.output).toMatchObject([{ phase: 'commentary' }, { phase: 'final_answer' }])
  expect(
    client
      .all('response.output_audio_transcript.delta')
      .map(({ delta }) => delta)
      .join(''),
  ).toBe(text)
  expect(client.all('response.output_item.added').map(({ output_index: index }) => index)).toEqual([0, 1])
})

it('ends the first item only after the second has begun to sound', async () => {
  sandbox.control.setFaults({ twoAudioItems: true, lateAudioDone: true })
  client.send({ type: 'response.create' })
  const { response } = await client.next('response.done')
  const [first, second] = response.output.map(({ id }) => id)
  const at = (type: string, id: string | undefined): number =>
    client.events.findIndex((event) => event.type === type && 'item_id' in event && event.item_id === id)
  expect(at('response.output_audio.done', first)).toBeGreaterThan(at('response.output_audio.delta', second))
  expect(response.output).toMatchObject([{ status: 'completed' }, { status: 'completed' }])
})

it('is done without ever having been created', async () => {
  sandbox.control.setFaults({ omitResponseCreated: 1 })
  client.send({ type: 'response.create' })
  await client.next('response.done')
  expect(client.all('response.created')).toEqual([])
  client.send({ type: 'response.create' })
  await client.next('response.created')
})

it('fails with a rate limit, so many times as it was told', async () => {
  sandbox.control.setFaults({ rateLimitedResponses: 1 })
  client.send({ type: 'response.create' })
  expect((await client.next('response.done')).response).toMatchObject({
    status: 'failed',
    status_details: { type: 'failed', error: { type: 'rate_limit_error', code: 'inference_rate_limit_exceeded' } },
  })
  client.send({ type: 'response.create' })
  expect((await client.next('response.done', 2)).response.status).toBe('completed')
})

it('makes the calls it is told to make, malformed arguments included', async () => {
  sandbox.control.setFaults({
    functionCalls: [
      { name: 'hold_slot', arguments: { slot: 'SL_7Q' } },
      { name: 'hold_slot', arguments: '{"slot": ' },
      { name: 'no_such_tool', arguments: {} },
    ],
  })
  client.send({ type: 'response.create' })
  const { response } = await client.next('response.done')
  expect(response.output).toMatchObject([
    { arguments: '{"slot":"SL_7Q"}' },
    { arguments: '{"slot": ' },
    { name: 'no_such_tool' },
  ])
  client.send({ type: 'response.create' })
  expect((await client.next('response.done', 2)).response.output).toMatchObject([{ type: 'message' }])
})

it('ignores a response.create, or creates a response that says nothing until it is cancelled', async () => {
  sandbox.control.setFaults({ ignoredResponseCreates: 1, stalledResponses: 1 })
  client.send({ type: 'response.create' })
  client.send({ type: 'response.create' })
  await client.next('response.created')
  client.send({ type: 'response.cancel' })
  expect((await client.next('response.done')).response).toMatchObject({ status: 'cancelled', output: [] })
  expect(client.all('response.created')).toHaveLength(1)
})

it('cuts the socket in the middle of a delta', async () => {
  sandbox.control.setFaults({ dropSocketAtDelta: 2 })
  client.send({ type: 'response.create' })
  expect((await client.gone()).code).toBe(1006)
  expect(client.all('response.output_audio.delta')).toHaveLength(1)
  expect(sandbox.control.faults().dropSocketAtDelta).toBe(0)
})

it('creates the response before it commits the turn', async () => {
  sandbox.control.setFaults({ responseBeforeCommitted: true })
  client.appendFrames(new Int16Array(24_000))
  client.appendFrames(await speak('Hello, good morning', 'rms'))
  client.appendFrames(new Int16Array(24_000))
  await client.next('input_audio_buffer.committed')
  const types = client.types()
  expect(types.indexOf('response.created')).toBeLessThan(types.indexOf('input_audio_buffer.committed'))
})

it('reports a commit, and one that was too short, as late as it is told', async () => {
  sandbox.control.setFaults({ commitAckMs: 120, commitErrorMs: 250 })
  await client.configure({ audio: { input: { turn_detection: null } } })
  client.append(new Int16Array(4800))
  const sentAt = performance.now()
  client.send({ type: 'input_audio_buffer.commit', event_id: 'good' })
  client.send({ type: 'input_audio_buffer.commit', event_id: 'short' })
  await client.next('input_audio_buffer.committed')
  expect(performance.now() - sentAt).toBeGreaterThan(110)
  const { error } = await client.next('error')
  expect(error).toMatchObject({ code: 'input_audio_buffer_commit_empty', event_id: 'short' })
  expect(performance.now() - sentAt).toBeGreaterThan(240)
})

it('reads slowly, so that the client has to wait', async () => {
  sandbox.control.setFaults({ readBytesPerSecond: 1_000_000 })
  const started = performance.now()
  for (let i = 0; i < 8; i++) client.append(new Int16Array(24_000))
  await client.configure()
  // 8 × 64 kB of base64 at 1 MB/s; the first is read before the brake takes hold.
  expect(performance.now() - started).toBeGreaterThan(400)
})

it('drops every session when told to, and refuses faults that do not exist', async () => {
  sandbox.control.dropSessions()
  expect((await client.gone()).code).toBe(1006)
  expect(() => sandbox.control.setFaults({ nonsense: 1 } as object)).toThrow(/nonsense/)
  expect(() => sandbox.control.setFaults({ thinkingMs: -1 })).toThrow()
})

it('streams the same way for the same seed', async () => {
  const lengths = async (): Promise<number[]> => {
    const one = await connect(sandbox)
    await one.configure()
    one.send({ type: 'response.create' })
    await one.next('response.done')
    return one.all('response.output_audio.delta').map(({ delta }) => delta.length)
  }
  expect(await lengths()).toEqual(await lengths())
})
