import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../start-sandbox.ts'
import { connect, startQuickSandbox } from './test-client.ts'
import type { TestClient } from './test-client.ts'

interface Row {
  when: string
  send: Record<string, unknown>
  code: string | null
  message: string
  param: string | null
  isNoViolation?: true
}

const session = (fields: Record<string, unknown>): Record<string, unknown> => ({
  type: 'session.update',
  session: { type: 'realtime', ...fields },
})
const vad = (fields: Record<string, unknown>): Record<string, unknown> =>
  session({ audio: { input: { turn_detection: { type: 'server_vad', ...fields } } } })
const response = (fields: Record<string, unknown>): Record<string, unknown> => ({
  type: 'response.create',
  response: fields,
})
const item = (fields: Record<string, unknown>): Record<string, unknown> => ({
  type: 'conversation.item.create',
  item: fields,
})
const truncate = (fields: Record<string, unknown>): Record<string, unknown> => ({
  type: 'conversation.item.truncate',
  item_id: 'item_x',
  content_index: 0,
  audio_end_ms: 10,
  ...fields,
})

const unknown = (when: string, send: Row['send'], param: string): Row => ({
  when: `${when} has an unknown field`,
  send,
  code: 'unknown_parameter',
  message: `Unknown parameter: '${param}'.`,
  param,
})
const missing = (send: Row['send'], param: string): Row => ({
  when: `${param} is missing in ${String(send.type)}`,
  send,
  code: 'missing_required_parameter',
  message: `Missing required parameter: '${param}'.`,
  param,
})
const value = (send: Row['send'], { bad, param, values }: { bad: string; param: string; values: string }): Row => ({
  when: `${param} is ${bad}`,
  send,
  code: 'invalid_value',
  message: `Invalid value: '${bad}'. Supported values are: ${values}.`,
  param,
})
const type = (send: Row['send'], { param, expected, got }: { param: string; expected: string; got: string }): Row => ({
  when: `${param} is ${got}`,
  send,
  code: 'invalid_type',
  message: `Invalid type for '${param}': expected ${expected}, but got ${got} instead.`,
  param,
})

const efforts = "'minimal', 'low', 'medium', 'high', and 'xhigh'"
const voices = "'alloy', 'ash', 'ballad', 'coral', 'echo', 'sage', 'shimmer', 'verse', 'marin', and 'cedar'"
const formats = "'audio/pcm', 'audio/pcmu', and 'audio/pcma'"

const rows: Row[] = [
  {
    when: 'an event has no type',
    send: {},
    code: 'invalid_event',
    message: "The 'type' field is missing.",
    param: null,
  },
  {
    when: 'a transcription session is updated on a realtime one',
    send: { type: 'session.update', session: { type: 'transcription' } },
    code: null,
    message: 'Passing a transcription session update event to a realtime session is not allowed.',
    param: null,
  },

  unknown('an event', { type: 'response.cancel', why: 'x' }, 'why'),
  unknown('a session', session({ foo: 1 }), 'session.foo'),
  unknown('a session with beta names', session({ modalities: ['audio'] }), 'session.modalities'),
  unknown('a session with a temperature', session({ temperature: 0.8 }), 'session.temperature'),
  unknown('audio', session({ audio: { both: {} } }), 'session.audio.both'),
  unknown('audio input', session({ audio: { input: { gain: 1 } } }), 'session.audio.input.gain'),
  unknown('audio output', session({ audio: { output: { gain: 1 } } }), 'session.audio.output.gain'),
  unknown(
    'a format',
    session({ audio: { input: { format: { type: 'audio/pcmu', rate: 8000 } } } }),
    'session.audio.input.format.rate',
  ),
  unknown('turn detection', vad({ eagerness: 'low' }), 'session.audio.input.turn_detection.eagerness'),
  unknown(
    'a transcription',
    session({ audio: { input: { transcription: { temperature: 0 } } } }),
    'session.audio.input.transcription.temperature',
  ),
  unknown(
    'noise reduction',
    session({ audio: { input: { noise_reduction: { type: 'near_field', gain: 1 } } } }),
    'session.audio.input.noise_reduction.gain',
  ),
  unknown('a tool', session({ tools: [{ type: 'function', name: 'a', strict: true }] }), 'session.tools[0].strict'),
  unknown(
    'truncation',
    session({ truncation: { type: 'retention_ratio', retention_ratio: 0.8, x: 1 } }),
    'session.truncation.x',
  ),
  unknown('reasoning', session({ reasoning: { effort: 'low', summary: 'auto' } }), 'session.reasoning.summary'),
  unknown('a response', response({ modalities: ['audio'] }), 'response.modalities'),
  unknown('response audio', response({ audio: { input: {} } }), 'response.audio.input'),
  unknown('an item', item({ type: 'message', role: 'user', content: [], name: 'x' }), 'item.name'),
  unknown(
    'a content part',
    item({ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'a', lang: 'en' }] }),
    'item.content[0].lang',
  ),
  unknown(
    'an input item',
    response({ input: [{ type: 'item_reference', id: 'x', role: 'user' }] }),
    'response.input[0].role',
  ),
  unknown('a forbidden prototype', JSON.parse('{"type":"response.cancel","__proto__":{}}') as Row['send'], '__proto__'),

  missing({ type: 'session.update' }, 'session'),
  missing({ type: 'session.update', session: {} }, 'session.type'),
  missing({ type: 'session.update', session: { instructions: 'x' } }, 'session.type'),
  missing({ type: 'input_audio_buffer.append' }, 'audio'),
  missing({ type: 'conversation.item.create' }, 'item'),
  missing(item({ role: 'user', content: [] }), 'item.type'),
  missing(item({ type: 'message', content: [] }), 'item.role'),
  missing(item({ type: 'message', role: 'user' }), 'item.content'),
  missing(item({ type: 'message', role: 'user', content: [{ type: 'input_text' }] }), 'item.content[0].text'),
  missing(item({ type: 'function_call_output', output: 'x' }), 'item.call_id'),
  missing(item({ type: 'function_call_output', call_id: 'x' }), 'item.output'),
  missing({ type: 'conversation.item.delete' }, 'item_id'),
  missing({ type: 'conversation.item.retrieve' }, 'item_id'),
  missing({ type: 'conversation.item.truncate', item_id: 'x', content_index: 0 }, 'audio_end_ms'),
  missing(session({ audio: { input: { turn_detection: {} } } }), 'session.audio.input.turn_detection.type'),
  missing(session({ tools: [{ type: 'function' }] }), 'session.tools[0].name'),

  value(session({ output_modalities: ['video'] }), {
    bad: 'video',
    param: 'session.output_modalities[0]',
    values: "'text' and 'audio'",
  }),
  value(session({ reasoning: { effort: 'bogus' } }), {
    bad: 'bogus',
    param: 'session.reasoning.effort',
    values: efforts,
  }),
  value(session({ audio: { input: { transcription: { delay: 'bogus' } } } }), {
    bad: 'bogus',
    param: 'session.audio.input.transcription.delay',
    values: efforts,
  }),
  value(session({ audio: { output: { voice: 'nova' } } }), {
    bad: 'nova',
    param: 'session.audio.output.voice',
    values: voices,
  }),
  value(session({ audio: { input: { format: { type: 'pcm16' } } } }), {
    bad: 'pcm16',
    param: 'session.audio.input.format.type',
    values: formats,
  }),
  value(session({ tool_choice: 'sometimes' }), {
    bad: 'sometimes',
    param: 'session.tool_choice',
    values: "'none', 'auto', and 'required'",
  }),
  value(session({ audio: { input: { noise_reduction: { type: 'loud' } } } }), {
    bad: 'loud',
    param: 'session.audio.input.noise_reduction.type',
    values: "'near_field' and 'far_field'",
  }),
  value(vad({ type: 'none' }), {
    bad: 'none',
    param: 'session.audio.input.turn_detection.type',
    values: "'server_vad' and 'semantic_vad'",
  }),
  value(response({ conversation: 'both' }), {
    bad: 'both',
    param: 'response.conversation',
    values: "'auto' and 'none'",
  }),
  value(item({ type: 'message', role: 'tool', content: [] }), {
    bad: 'tool',
    param: 'item.role',
    values: "'system', 'user', and 'assistant'",
  }),
  value(item({ type: 'item_reference', id: 'x' }), {
    bad: 'item_reference',
    param: 'item.type',
    values: "'message', 'function_call', 'function_call_output', and 'mcp_approval_response'",
  }),
  value(item({ type: 'message', role: 'assistant', content: [{ type: 'output_audio', audio: '' }] }), {
    bad: 'output_audio',
    param: 'item.content[0].type',
    values: "'output_text'",
  }),
  value(item({ type: 'message', role: 'system', content: [{ type: 'input_audio', audio: '' }] }), {
    bad: 'input_audio',
    param: 'item.content[0].type',
    values: "'input_text'",
  }),
  value(response({ input: [{ type: 'message', role: 'user', content: [{ type: 'text', text: 'a' }] }] }), {
    bad: 'text',
    param: 'response.input[0].content[0].type',
    values: "'input_text', 'input_audio', and 'input_image'",
  }),
  {
    when: 'both modalities are asked for',
    send: session({ output_modalities: ['audio', 'text'] }),
    code: 'invalid_value',
    message: "Invalid modalities: ['audio', 'text']. Supported combinations are: ['text'] and ['audio'].",
    param: 'session.output_modalities',
  },

  type(truncate({ audio_end_ms: 12.5 }), { param: 'audio_end_ms', expected: 'an integer', got: 'a decimal number' }),
  type(truncate({ audio_end_ms: '12' }), { param: 'audio_end_ms', expected: 'an integer', got: 'a string' }),
  type(session({ instructions: null }), { param: 'session.instructions', expected: 'a string', got: 'null' }),
  type(session({ instructions: 5 }), { param: 'session.instructions', expected: 'a string', got: 'an integer' }),
  type(session({ tools: {} }), { param: 'session.tools', expected: 'an array', got: 'an object' }),
  type(session({ audio: [] }), { param: 'session.audio', expected: 'an object', got: 'an array' }),
  type(vad({ create_response: 'yes' }), {
    param: 'session.audio.input.turn_detection.create_response',
    expected: 'a boolean',
    got: 'a string',
  }),
  type({ type: 'session.update', session: 'x' }, { param: 'session', expected: 'an object', got: 'a string' }),
  type({ type: 'input_audio_buffer.append', audio: 7 }, { param: 'audio', expected: 'a string', got: 'an integer' }),

  {
    when: 'a truncation is negative',
    send: truncate({ audio_end_ms: -11 }),
    code: 'integer_below_min_value',
    message: "Invalid 'audio_end_ms': integer below minimum value. Expected a value >= 0, but got -11 instead.",
    param: 'audio_end_ms',
  },
  {
    when: 'a threshold is above one',
    send: vad({ threshold: 1.5 }),
    code: 'decimal_above_max_value',
    message:
      "Invalid 'session.audio.input.turn_detection.threshold': decimal above maximum value. Expected a value <= 1, but got 1.5 instead.",
    param: 'session.audio.input.turn_detection.threshold',
  },
  {
    when: 'an idle timeout is too short',
    send: vad({ idle_timeout_ms: 100 }),
    code: 'integer_below_min_value',
    message:
      "Invalid 'session.audio.input.turn_detection.idle_timeout_ms': integer below minimum value. Expected a value >= 5000, but got 100 instead.",
    param: 'session.audio.input.turn_detection.idle_timeout_ms',
  },
  {
    when: 'PCM has another rate',
    send: session({ audio: { output: { format: { type: 'audio/pcm', rate: 16000 } } } }),
    code: 'integer_below_min_value',
    message:
      "Invalid 'session.audio.output.format.rate': integer below minimum value. Expected a value >= 24000, but got 16000 instead.",
    param: 'session.audio.output.format.rate',
  },
  {
    when: 'speech is too fast',
    send: session({ audio: { output: { speed: 2 } } }),
    code: 'decimal_above_max_value',
    message:
      "Invalid 'session.audio.output.speed': decimal above maximum value. Expected a value <= 1.5, but got 2 instead.",
    param: 'session.audio.output.speed',
  },
  {
    when: 'too many tokens are asked for',
    send: session({ max_output_tokens: 5000 }),
    code: 'integer_above_max_value',
    message:
      "Invalid 'session.max_output_tokens': integer above maximum value. Expected a value <= 4096, but got 5000 instead.",
    param: 'session.max_output_tokens',
  },
  {
    when: 'a tool has spaces in its name',
    send: session({ tools: [{ type: 'function', name: 'book it' }] }),
    code: 'invalid_value',
    message:
      "Invalid 'session.tools[0].name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
    param: 'session.tools[0].name',
  },
  {
    when: 'a metadata value is too long',
    send: response({ metadata: { note: 'x'.repeat(513) } }),
    code: 'string_above_max_length',
    message:
      "Invalid 'response.metadata.note': string too long. Expected a string with maximum length 512, but got a string with length 513 instead.",
    param: 'response.metadata.note',
  },
  {
    when: 'there is too much metadata',
    send: response({ metadata: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`k${i}`, 'v'])) }),
    code: 'object_above_max_properties',
    message:
      "Invalid 'response.metadata': too many properties. Expected an object with at most 16 properties, but got an object with 17 properties instead.",
    param: 'response.metadata',
  },
  {
    when: 'audio is not base64',
    send: { type: 'input_audio_buffer.append', audio: 'no base64!' },
    code: 'invalid_value',
    message: "Invalid 'audio': expected base64-encoded audio bytes, but the value is not valid base64.",
    param: 'audio',
  },
  {
    when: 'more than 15 MiB are appended at once',
    send: { type: 'input_audio_buffer.append', audio: Buffer.alloc(15 * 1024 * 1024 + 3).toString('base64') },
    code: 'string_above_max_length',
    message: "Invalid 'audio': audio too long. Expected at most 15728640 bytes, but got 15728643 bytes instead.",
    param: 'audio',
  },

  {
    when: 'an item to truncate does not exist',
    send: truncate({ item_id: 'nobody' }),
    code: 'item_truncate_invalid_item_id',
    message: "Error truncating item: the item with id 'nobody' does not exist.",
    param: null,
  },
  {
    when: 'an item to delete does not exist',
    send: { type: 'conversation.item.delete', item_id: 'yo' },
    code: 'item_delete_invalid_item_id',
    message: "Error deleting item: the item with id 'yo' does not exist.",
    param: null,
  },
  {
    when: 'an item to retrieve does not exist',
    send: { type: 'conversation.item.retrieve', item_id: 'yo' },
    code: 'item_retrieve_invalid_item_id',
    message: "Error retrieving item: the item with id 'yo' does not exist.",
    param: null,
  },
  {
    when: 'an item follows one that does not exist',
    send: {
      ...item({ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] }),
      previous_item_id: 'yo',
    },
    code: 'item_create_invalid_previous_item_id',
    message: "Error creating item: the previous item with id 'yo' does not exist.",
    param: null,
  },
  {
    when: 'a call that nobody made is answered',
    send: item({ type: 'function_call_output', call_id: 'call_x', output: '{}' }),
    code: 'invalid_tool_call_id',
    message: "Tool call ID 'call_x' not found in conversation.",
    param: null,
  },
  {
    when: 'an item that does not exist is referred to',
    send: response({ input: [{ type: 'item_reference', id: 'yo' }] }),
    code: 'invalid_value',
    message: "Item with id 'yo' not found.",
    param: 'response.input[0].id',
  },
  {
    when: 'nothing is there to cancel',
    send: { type: 'response.cancel' },
    code: 'response_cancel_not_active',
    message: 'Cancellation failed: no active response found',
    param: null,
    isNoViolation: true,
  },
  {
    when: 'too little audio is committed',
    send: { type: 'input_audio_buffer.commit' },
    code: 'input_audio_buffer_commit_empty',
    message:
      'Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has 0.00ms of audio.',
    param: null,
  },
]

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
  it.each(rows)('$when', async ({ send, code, message, param, isNoViolation }) => {
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
