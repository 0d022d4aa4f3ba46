/** JSON Schema as a model gets it; only what is looked at is named. */
export interface JsonSchema {
  type?: string | string[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  $ref?: string
  $defs?: Record<string, JsonSchema>
  description?: string
  [keyword: string]: unknown
}

export interface MindTool {
  name: string
  description?: string | null
  parameters?: JsonSchema | Record<string, unknown> | null
}

/** One entry of the conversation, oldest first. Speech comes as its words; words that are not known yet are ''. */
export type MindItem =
  | { type: 'message'; role: 'user' | 'assistant' | 'system' | 'developer'; text: string }
  | { type: 'function_call'; callId: string; name: string; arguments: string }
  | { type: 'function_call_output'; callId: string; output: string }

export type MindToolChoice = 'auto' | 'none' | 'required' | { type: 'function'; name: string }

/** All that a model would be given for one answer, and nothing else. */
export interface MindRequest {
  /** The session's instructions. */
  instructions: string
  /** Instructions for this one answer, when there are any. */
  responseInstructions?: string | null
  tools: readonly MindTool[]
  toolChoice?: MindToolChoice | null
  items: readonly MindItem[]
  now: Date
}

/** One answer: words, tool calls, or a few words before tool calls. Never neither. */
export interface MindTurn {
  text?: string
  toolCalls: { name: string; arguments: Record<string, unknown> }[]
}
