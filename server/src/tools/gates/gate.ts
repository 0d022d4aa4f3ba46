import type { ToolReturn } from '../tool.ts'

/** A rule in code that a tool call must pass. Not passed: the answer holds the reason and the sentence. */
export type Gate<T = object> = ({ passed: true } & T) | { passed: false; answer: ToolReturn }

export function stop(
  reason: string,
  say: string,
  facts: Record<string, unknown> = {},
): { passed: false; answer: ToolReturn } {
  return { passed: false, answer: { result: { ok: false, reason, say, ...facts } } }
}
