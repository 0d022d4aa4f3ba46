import type { ToolDefinition } from '../../tools/tool.ts'

/** One entry of what the model is given, oldest first. */
export type TextModelInput =
  | { role: 'user' | 'assistant' | 'developer'; text: string }
  | { type: 'function_call'; callId: string; name: string; argumentsJson: string }
  | { type: 'function_call_output'; callId: string; output: string }

export interface TextModelUsage {
  responseId: string
  model: string
  inputTokens: number
  cachedInputTokens: number
  outputTokens: number
}

export interface TextModelTurn {
  text: string
  toolCalls: { callId: string; name: string; argumentsJson: string }[]
  usage: TextModelUsage
}

/** A model that writes: replies in chat, SMS and email, and summaries. */
export interface TextModel {
  /** One turn, streamed: `onText` gets each new piece of words. Throws on refusal, time-out and lost connections. */
  turn(request: {
    instructions: string
    input: TextModelInput[]
    tools: readonly ToolDefinition[]
    onText?: (delta: string) => void
    signal: AbortSignal
    /** Who talks, hashed: the provider's abuse checks need a stable, anonymous id. */
    safetyIdentifier: string
  }): Promise<TextModelTurn>
  /** One JSON answer of the given shape (JSON Schema). The caller validates it. */
  structured(request: {
    instructions: string
    input: TextModelInput[]
    schemaName: string
    schema: Record<string, unknown>
    signal: AbortSignal
    safetyIdentifier: string
  }): Promise<{ json: unknown; usage: TextModelUsage }>
}
