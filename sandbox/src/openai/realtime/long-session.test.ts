import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../start-sandbox.ts'
import { connect, startQuickSandbox } from './test-client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startQuickSandbox(() => ({ text: 'Are you there?', toolCalls: [] }))
})
afterEach(() => sandbox.control.clearViolations())
afterAll(() => sandbox.close())

const minutes = (count: number): number => count * 60_000

it('expires after 60 minutes with an error and close code 1001', async () => {
  const client = await connect(sandbox)
  sandbox.control.advanceClock(minutes(59))
  await client.configure()
  sandbox.control.advanceClock(minutes(1))
  const message = 'Your session hit the maximum duration of 60 minutes.'
  expect(await client.gone()).toEqual({ code: 1001, reason: message })
  expect(client.events.at(-1)).toMatchObject({
    type: 'error',
    error: { code: 'session_expired', message, param: null },
  })
  expect(sandbox.control.violations()).toEqual([])
})

it('prompts a silent caller after idle_timeout_ms, counted from the end of playback', async () => {
  const client = await connect(sandbox)
  await client.configure({ audio: { input: { turn_detection: { type: 'server_vad', idle_timeout_ms: 6000 } } } })
  client.send({ type: 'response.create' })
  await client.next('response.done')
  client.appendFrames(new Int16Array(48_000))
  client.send({ type: 'conversation.item.retrieve', item_id: 'nothing' })
  await client.next('error')
  sandbox.control.advanceClock(5900)
  await client.configure()
  expect(client.all('input_audio_buffer.timeout_triggered')).toHaveLength(0)
  sandbox.control.advanceClock(2000)
  const triggered = await client.next('input_audio_buffer.timeout_triggered')
  await client.next('response.done', 2)
  expect(triggered.audio_end_ms).toBe(2000)
  const types = client.types()
  expect(types.slice(types.indexOf('input_audio_buffer.timeout_triggered')).slice(0, 5)).toEqual([
    'input_audio_buffer.timeout_triggered',
    'input_audio_buffer.committed',
    'conversation.item.added',
    'conversation.item.done',
    'response.created',
  ])
  expect(client.all('input_audio_buffer.committed')[0]!.item_id).toBe(triggered.item_id)
  client.socket.close()
})

it('writes down audio that comes before the session is configured', async () => {
  const client = await connect(sandbox)
  client.append(new Int16Array(480))
  await client.configure()
  expect(sandbox.control.violations()).toMatchObject([
    { kind: 'append_before_session_updated', event: 'input_audio_buffer.append' },
  ])
  sandbox.control.clearViolations()
  expect(sandbox.control.violations()).toEqual([])
  client.socket.close()
})
