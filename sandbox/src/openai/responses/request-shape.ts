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
} from '../realtime/shape.ts'

const status = oneOf('in_progress', 'completed', 'incomplete')
const callId = string({ maxLength: 64 })
const functionName = string({ maxLength: 64, pattern: /^[a-zA-Z0-9_-]+$/ })
const inputText = object({ 'type!': oneOf('input_text'), 'text!': string() })
const outputText = object({
  'type!': oneOf('output_text'),
  'text!': string(),
  annotations: array(anyJson),
  logprobs: array(anyJson),
})
const refusal = object({ 'type!': oneOf('refusal'), 'refusal!': string() })
const content = either(string(), array(tagged('type', { input_text: inputText, output_text: outputText, refusal })))

/** An entry of `input`; one without a type is a message. */
const inputItem = tagged(
  'type',
  {
    message: object({
      type: oneOf('message'),
      'role!': oneOf('user', 'assistant', 'system', 'developer'),
      'content!': content,
      id: string({ maxLength: 64 }),
      status,
      phase: nullable(oneOf('commentary', 'final_answer')),
    }),
    function_call: object({
      'type!': oneOf('function_call'),
      'call_id!': callId,
      'name!': functionName,
      'arguments!': string(),
      id: nullable(string({ maxLength: 64 })),
      status: nullable(status),
    }),
    function_call_output: object({
      'type!': oneOf('function_call_output'),
      'call_id!': callId,
      'output!': either(string(), array(inputText)),
      id: nullable(string({ maxLength: 64 })),
      status: nullable(status),
    }),
  },
  'message',
)

const functionTool = object({
  'type!': oneOf('function'),
  'name!': functionName,
  'parameters!': nullable(jsonObject),
  strict: nullable(boolean),
  description: nullable(string()),
})

const textFormat = tagged('type', {
  text: object({ 'type!': oneOf('text') }),
  json_object: object({ 'type!': oneOf('json_object') }),
  json_schema: object({
    'type!': oneOf('json_schema'),
    'name!': functionName,
    'schema!': jsonObject,
    description: string(),
    strict: nullable(boolean),
  }),
})

/**
 * The body of `POST /v1/responses`, as far as a receptionist needs it. Parameters of
 * the real API that this one does not serve (hosted tools, images, background work)
 * are refused by their names, never taken and ignored.
 */
export const responseRequest = object({
  'model!': string(),
  'input!': either(string(), array(inputItem)),
  instructions: nullable(string()),
  tools: array(tagged('type', { function: functionTool })),
  tool_choice: either(oneOf('none', 'auto', 'required'), object({ 'type!': oneOf('function'), 'name!': functionName })),
  parallel_tool_calls: nullable(boolean),
  text: object({ format: textFormat, verbosity: nullable(oneOf('low', 'medium', 'high')) }),
  stream: nullable(boolean),
  stream_options: nullable(object({ include_obfuscation: boolean })),
  store: nullable(boolean),
  previous_response_id: nullable(string()),
  max_output_tokens: nullable(integer({ min: 16 })),
  max_tool_calls: nullable(integer({ min: 1 })),
  metadata: nullable({ is: 'map', maxEntries: 16, maxKeyLength: 64, maxValueLength: 512 }),
  temperature: nullable(number({ min: 0, max: 2 })),
  top_p: nullable(number({ min: 0, max: 1 })),
  truncation: nullable(oneOf('auto', 'disabled')),
  reasoning: nullable(
    object({
      effort: nullable(oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh')),
      summary: nullable(oneOf('auto', 'concise', 'detailed')),
    }),
  ),
  include: nullable(array(oneOf('reasoning.encrypted_content', 'message.output_text.logprobs'))),
  service_tier: nullable(oneOf('auto', 'default', 'flex', 'priority')),
  safety_identifier: nullable(string({ maxLength: 64 })),
  prompt_cache_key: nullable(string({ maxLength: 64 })),
  prompt_cache_retention: nullable(oneOf('in_memory', '24h')),
  user: string({ maxLength: 512 }),
})

export interface MessageInput {
  type?: 'message'
  role: 'user' | 'assistant' | 'system' | 'developer'
  content: string | { type: string; text?: string; refusal?: string }[]
}

export interface CallInput {
  type: 'function_call'
  call_id: string
  name: string
  arguments: string
}

export interface OutputInput {
  type: 'function_call_output'
  call_id: string
  output: string | { text: string }[]
}

export type InputItem = MessageInput | CallInput | OutputInput

export interface ResponseFunctionTool {
  type: 'function'
  name: string
  parameters: Record<string, unknown> | null
  strict?: boolean | null
  description?: string | null
}

/** A body that `responseRequest` has let through. */
export interface ResponseRequestBody {
  model: string
  input: string | InputItem[]
  instructions?: string | null
  tools?: ResponseFunctionTool[]
  tool_choice?: 'none' | 'auto' | 'required' | { type: 'function'; name: string }
  parallel_tool_calls?: boolean | null
  text?: {
    format?:
      | { type: 'text' }
      | { type: 'json_object' }
      | {
          type: 'json_schema'
          name: string
          schema: Record<string, unknown>
          strict?: boolean | null
          description?: string
        }
    verbosity?: string | null
  }
  stream?: boolean | null
  store?: boolean | null
  previous_response_id?: string | null
  max_output_tokens?: number | null
  max_tool_calls?: number | null
  metadata?: Record<string, string> | null
  temperature?: number | null
  top_p?: number | null
  truncation?: string | null
  reasoning?: { effort?: string | null; summary?: string | null } | null
  service_tier?: string | null
  safety_identifier?: string | null
  prompt_cache_key?: string | null
  user?: string
}
