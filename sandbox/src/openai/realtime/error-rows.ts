import {
  efforts,
  formats,
  item,
  missing,
  response,
  session,
  truncate,
  type,
  unknown,
  vad,
  value,
  voices,
} from './error-row.ts'
import type { ErrorRow } from './error-row.ts'

/** OpenAI’s error table, as far as one event on a fresh session can reach it. */
export const errorRows: ErrorRow[] = [
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
  unknown(
    'a forbidden prototype',
    JSON.parse('{"type":"response.cancel","__proto__":{}}') as ErrorRow['send'],
    '__proto__',
  ),

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
