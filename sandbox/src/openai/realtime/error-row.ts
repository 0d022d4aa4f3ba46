/** One mistake of a client and the error that names it, word for word. */
export interface ErrorRow {
  when: string
  send: Record<string, unknown>
  code: string | null
  message: string
  param: string | null
  isNoViolation?: true
}

export const session = (fields: Record<string, unknown>): Record<string, unknown> => ({
  type: 'session.update',
  session: { type: 'realtime', ...fields },
})
export const vad = (fields: Record<string, unknown>): Record<string, unknown> =>
  session({ audio: { input: { turn_detection: { type: 'server_vad', ...fields } } } })
export const response = (fields: Record<string, unknown>): Record<string, unknown> => ({
  type: 'response.create',
  response: fields,
})
export const item = (fields: Record<string, unknown>): Record<string, unknown> => ({
  type: 'conversation.item.create',
  item: fields,
})
export const truncate = (fields: Record<string, unknown>): Record<string, unknown> => ({
  type: 'conversation.item.truncate',
  item_id: 'item_x',
  content_index: 0,
  audio_end_ms: 10,
  ...fields,
})

export const unknown = (when: string, send: ErrorRow['send'], param: string): ErrorRow => ({
  when: `${when} has an unknown field`,
  send,
  code: 'unknown_parameter',
  message: `Unknown parameter: '${param}'.`,
  param,
})
export const missing = (send: ErrorRow['send'], param: string): ErrorRow => ({
  when: `${param} is missing in ${String(send.type)}`,
  send,
  code: 'missing_required_parameter',
  message: `Missing required parameter: '${param}'.`,
  param,
})
export const value = (
  send: ErrorRow['send'],
  { bad, param, values }: { bad: string; param: string; values: string },
): ErrorRow => ({
  when: `${param} is ${bad}`,
  send,
  code: 'invalid_value',
  message: `Invalid value: '${bad}'. Supported values are: ${values}.`,
  param,
})
export const type = (
  send: ErrorRow['send'],
  { param, expected, got }: { param: string; expected: string; got: string },
): ErrorRow => ({
  when: `${param} is ${got}`,
  send,
  code: 'invalid_type',
  message: `Invalid type for '${param}': expected ${expected}, but got ${got} instead.`,
  param,
})

export const efforts = "'minimal', 'low', 'medium', 'high', and 'xhigh'"
export const voices = "'alloy', 'ash', 'ballad', 'coral', 'echo', 'sage', 'shimmer', 'verse', 'marin', and 'cedar'"
export const formats = "'audio/pcm', 'audio/pcmu', and 'audio/pcma'"
