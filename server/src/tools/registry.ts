import type { Card } from '@ava/protocol/widget-socket.ts'
import type { ToolContext, ToolDefinition, ToolEffect, ToolResult } from './tool.ts'

export interface ToolOutcome {
  result: ToolResult
  cards: Card[]
  effects: ToolEffect[]
}

/** Everything Ava may do in a conversation. */
export interface ToolRegistry {
  /** In a fixed order, byte for byte the same in every call: the model's prompt cache depends on it. */
  readonly definitions: readonly ToolDefinition[]
  /**
   * Runs one call of the model. Never throws: unknown tools, arguments that do not
   * parse, time-outs and broken systems come back as `ok: false` with a sentence. The
   * same call id in the same conversation runs once and answers the same again.
   */
  run(context: ToolContext, call: { name: string; argumentsJson: string }): Promise<ToolOutcome>
}
