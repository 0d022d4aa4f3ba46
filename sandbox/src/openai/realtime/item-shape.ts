import { anyJson, array, boolean, nullable, object, oneOf, string, tagged } from './shape.ts'
import type { ObjectShape, Shape } from './shape.ts'

const callId = string({ pattern: /^[a-zA-Z0-9_-]+$/ })

/** What any item may carry beside its own fields. The client may choose the id. */
const shared = {
  id: string({ maxLength: 32 }),
  object: oneOf('realtime.item'),
  status: oneOf('completed', 'incomplete', 'in_progress'),
}

const inputText = object({ 'type!': oneOf('input_text'), 'text!': string() })

const userContent = tagged('type', {
  input_text: inputText,
  input_audio: object({ 'type!': oneOf('input_audio'), 'audio!': string(), transcript: nullable(string()) }),
  input_image: object({ 'type!': oneOf('input_image'), 'image_url!': string(), detail: oneOf('auto', 'low', 'high') }),
})

/** The client cannot put words into the model's mouth as audio, only as text. */
const assistantContent = tagged('type', { output_text: object({ 'type!': oneOf('output_text'), 'text!': string() }) })
const systemContent = tagged('type', { input_text: inputText })

const messageByRole: Record<string, Shape> = {
  user: userContent,
  assistant: assistantContent,
  system: systemContent,
}

/** The content parts a message of this role may have; null for a role that does not exist. */
export function contentShape(role: unknown): Shape | null {
  return typeof role === 'string' && Object.hasOwn(messageByRole, role) ? array(messageByRole[role]!) : null
}

// The role decides which parts may follow, so `content` gets its own check afterwards.
const message = object({
  ...shared,
  'type!': oneOf('message'),
  'role!': oneOf('system', 'user', 'assistant'),
  'content!': array(anyJson),
})

const creatable: Record<string, ObjectShape> = {
  message,
  function_call: object({
    ...shared,
    'type!': oneOf('function_call'),
    call_id: callId,
    'name!': string(),
    'arguments!': string(),
  }),
  function_call_output: object({
    ...shared,
    'type!': oneOf('function_call_output'),
    'call_id!': callId,
    'output!': string(),
  }),
  mcp_approval_response: object({
    ...shared,
    'type!': oneOf('mcp_approval_response'),
    'approval_request_id!': string(),
    'approve!': boolean,
    reason: nullable(string()),
  }),
}

/** `item` of `conversation.item.create`. */
export const itemShape = tagged('type', creatable)

/** One entry of `response.create`'s `input`: an item, or a reference to one that the conversation holds. */
export const inputItemShape = tagged('type', {
  ...creatable,
  item_reference: object({ 'type!': oneOf('item_reference'), 'id!': string() }),
})
