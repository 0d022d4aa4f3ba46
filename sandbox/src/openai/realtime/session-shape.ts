import {
  anyJson,
  array,
  boolean,
  either,
  integer,
  jsonObject,
  nullable,
  number,
  object,
  oneOf,
  string,
  tagged,
} from './shape.ts'
import type { ObjectShape, Shape } from './shape.ts'

const outputModalities = array(oneOf('text', 'audio'))

const audioFormat = tagged('type', {
  'audio/pcm': object({ 'type!': oneOf('audio/pcm'), rate: integer({ min: 24_000, max: 24_000 }) }),
  'audio/pcmu': object({ 'type!': oneOf('audio/pcmu') }),
  'audio/pcma': object({ 'type!': oneOf('audio/pcma') }),
})

const builtInVoices = oneOf('alloy', 'ash', 'ballad', 'coral', 'echo', 'sage', 'shimmer', 'verse', 'marin', 'cedar')
const voice = either(builtInVoices, object({ 'id!': string({ pattern: /^voice_/ }) }))

const toolFilter = object({ read_only: boolean, tool_names: array(string()) })

const tool = tagged(
  'type',
  {
    function: object({
      type: oneOf('function'),
      'name!': string({ maxLength: 64, pattern: /^[a-zA-Z0-9_-]+$/ }),
      description: string(),
      parameters: nullable(jsonObject),
    }),
    mcp: object({
      'type!': oneOf('mcp'),
      'server_label!': string(),
      allowed_callers: nullable(array(oneOf('direct', 'programmatic'))),
      allowed_tools: nullable(either(array(string()), toolFilter)),
      authorization: string(),
      connector_id: string(),
      defer_loading: boolean,
      headers: nullable(anyJson),
      require_approval: nullable(either(oneOf('always', 'never'), object({ always: toolFilter, never: toolFilter }))),
      server_description: string(),
      server_url: string(),
      tunnel_id: string(),
    }),
  },
  'function',
)

const toolChoice = either(
  oneOf('none', 'auto', 'required'),
  tagged('type', {
    function: object({ 'type!': oneOf('function'), 'name!': string() }),
    mcp: object({ 'type!': oneOf('mcp'), 'server_label!': string(), name: nullable(string()) }),
  }),
)

const prompt = nullable(object({ 'id!': string(), version: nullable(string()), variables: nullable(anyJson) }))

const reasoning = object({ effort: oneOf('minimal', 'low', 'medium', 'high', 'xhigh') })

const maxOutputTokens = either(integer({ min: 1, max: 4096 }), oneOf('inf'))

const transcriptionModels = [
  'whisper-1',
  'gpt-transcribe',
  'gpt-live-transcribe',
  'gpt-4o-mini-transcribe',
  'gpt-4o-mini-transcribe-2025-12-15',
  'gpt-4o-transcribe',
  'gpt-4o-transcribe-diarize',
  'gpt-realtime-whisper',
]

const transcription = object({
  model: oneOf(...transcriptionModels),
  language: string(),
  languages: array(string()),
  prompt: string(),
  keywords: array(string()),
  delay: oneOf('minimal', 'low', 'medium', 'high', 'xhigh'),
})

const turnDetection = tagged('type', {
  server_vad: object({
    'type!': oneOf('server_vad'),
    threshold: number({ min: 0, max: 1 }),
    prefix_padding_ms: integer({ min: 0 }),
    silence_duration_ms: integer({ min: 0 }),
    idle_timeout_ms: nullable(integer({ min: 5000, max: 30_000 })),
    create_response: boolean,
    interrupt_response: boolean,
  }),
  semantic_vad: object({
    'type!': oneOf('semantic_vad'),
    eagerness: oneOf('low', 'medium', 'high', 'auto'),
    create_response: boolean,
    interrupt_response: boolean,
  }),
})

const truncation = either(
  oneOf('auto', 'disabled'),
  tagged('type', {
    retention_ratio: object({
      'type!': oneOf('retention_ratio'),
      'retention_ratio!': number({ min: 0, max: 1 }),
      token_limits: object({ post_instructions: integer({ min: 0 }) }),
    }),
  }),
)

const tracing = nullable(
  either(oneOf('auto'), object({ workflow_name: string(), group_id: string(), metadata: anyJson })),
)

const audio = object({
  input: object({
    format: audioFormat,
    noise_reduction: nullable(object({ 'type!': oneOf('near_field', 'far_field'), strength: number() })),
    transcription: nullable(transcription),
    turn_detection: nullable(turnDetection),
  }),
  output: object({ format: audioFormat, speed: number({ min: 0.25, max: 1.5 }), voice }),
})

/** `session` of `session.update`. */
export const sessionShape = object({
  'type!': oneOf('realtime'),
  model: string(),
  output_modalities: outputModalities,
  instructions: string(),
  tools: array(tool),
  tool_choice: toolChoice,
  parallel_tool_calls: boolean,
  reasoning,
  max_output_tokens: maxOutputTokens,
  truncation,
  tracing,
  prompt,
  include: nullable(array(oneOf('item.input_audio_transcription.logprobs'))),
  audio,
})

/** `response` of `response.create`; `input` is checked against the items that may stand in it. */
export function responseShape(inputItem: Shape): ObjectShape {
  return object({
    instructions: string(),
    tools: array(tool),
    tool_choice: toolChoice,
    parallel_tool_calls: boolean,
    reasoning,
    output_modalities: outputModalities,
    max_output_tokens: maxOutputTokens,
    conversation: oneOf('auto', 'none'),
    input: array(inputItem),
    metadata: nullable({ is: 'map', maxEntries: 16, maxKeyLength: 64, maxValueLength: 512 }),
    prompt,
    audio: object({ output: object({ format: audioFormat, voice }) }),
  })
}
