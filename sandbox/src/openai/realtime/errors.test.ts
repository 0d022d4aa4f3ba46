import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../start-sandbox.ts'
import { response, session } from './error-row.ts'
import { errorRows } from './error-rows.ts'
import { connect, startQuickSandbox } from './test-client.ts'
import type { TestClient } from './test-client.ts'

let sandbox: Sandbox
let client: TestClient
let older: TestClient
beforeAll(async () => {
  sandbox = await startQuickSandbox(() => ({ text: 'Hello.', toolCalls: [] }))
  client = await connect(sandbox)
  older = await connect(sandbox, { model: 'gpt-realtime-1.5' })
  await client.configure({ audio: { input: { turn_detection: null } } })
})
afterAll(() => sandbox.close())

let lastId = 0
async function errorOf(to: TestClient, event: Record<string, unknown>): Promise<Record<string, unknown>> {
  const eventId = `ours_${++lastId}`
  to.send({ event_id: eventId, ...event })
  const ours = (): { error: object } | undefined => to.all('error').find(({ error }) => error.event_id === eventId)
  await to.until(() => ours() !== undefined, `the error of ${eventId}`)
  return { ...ours()!.error }
}

describe('an error event says so when', () => {
  it.each(errorRows)('$when', async ({ send, code, message, param, isNoViolation }) => {
    sandbox.control.clearViolations()
    const error = await errorOf(client, send)
    expect(error).toMatchObject({ type: 'invalid_request_error', code, message, param })
    expect(sandbox.control.violations()).toHaveLength(isNoViolation ? 0 : 1)
  })

  it('the type of an event is unknown, listing those that are supported', async () => {
    const error = await errorOf(client, { type: 'output_audio_buffer.clear' })
    expect(error).toMatchObject({ code: 'invalid_value', param: 'type' })
    expect(error.message).toMatch(
      /^Invalid value: 'output_audio_buffer\.clear'\. Supported values are: 'session\.update', 'input_audio_buffer\.append', .* and 'session\.close'\.$/,
    )
  })

  it('an event_id is too long or not a string, echoing nothing that is not one', async () => {
    client.send({ type: 'response.cancel', event_id: 5 })
    await client.until(() => client.all('error').some(({ error }) => error.param === 'event_id'), 'the refusal')
    expect(client.all('error').at(-1)!.error).toMatchObject({ code: 'invalid_type', event_id: null })
    const long = 'x'.repeat(513)
    client.send({ type: 'response.cancel', event_id: long })
    await client.until(() => client.all('error').at(-1)!.error.event_id === long, 'the echo')
    expect(client.all('error').at(-1)!.error.code).toBe('string_above_max_length')
  })

  it.each(['reasoning', 'parallel_tool_calls'])('%s is sent to a model that cannot do it', async (field) => {
    const given = field === 'reasoning' ? { effort: 'low' } : true
    const error = await errorOf(older, session({ [field]: given }))
    expect(error).toMatchObject({ code: 'unsupported_parameter', param: `session.${field}` })
    expect(await errorOf(older, response({ [field]: given }))).toMatchObject({ param: `response.${field}` })
    await client.configure({ [field]: given })
  })

  it.each([
    ['a list', '[]'],
    ['no JSON', '{"type":'],
    ['a word', '"hello"'],
    ['null', 'null'],
  ])('a frame is %s', async (_, frame) => {
    const before = client.all('error').length
    client.socket.send(frame)
    const { error } = await client.next('error', before + 1)
    expect(error).toMatchObject({ code: 'invalid_event', event_id: null })
  })

  it('a frame is binary', async () => {
    const before = client.all('error').length
    client.socket.send(Buffer.from('{"type":"response.cancel"}'))
    expect((await client.next('error', before + 1)).error.code).toBe('invalid_event')
  })
})

it('refuses a whole update for one bad field', async () => {
  await errorOf(client, session({ instructions: 'New words', audio: { output: { volume: 1 } } }))
  await client.configure()
  expect(client.all('session.updated').at(-1)!.session.instructions).not.toBe('New words')
})

it('numbers its events so that no id comes twice', () => {
  const ids = client.events.map(({ event_id: id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})
