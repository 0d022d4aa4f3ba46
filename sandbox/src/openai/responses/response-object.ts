import type {
  ResponseOutputItem,
  ResponseUsage,
  Response as ResponseObject,
} from 'openai/resources/responses/responses'
import { textTokens } from '../realtime/usage.ts'
import type { InputItem, ResponseRequestBody } from './request-shape.ts'

/** The response as the API describes it. `output_text` is the SDK's own and is not sent. */
export type WireResponse = Omit<ResponseObject, 'output_text' | 'access_programs'>

/** The response before anything came out. */
export function newResponse(
  body: ResponseRequestBody,
  { id, createdAt }: { id: string; createdAt: number },
): WireResponse {
  return {
    id,
    object: 'response',
    created_at: createdAt,
    status: 'in_progress',
    background: false,
    completed_at: null,
    error: null,
    incomplete_details: null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    max_tool_calls: body.max_tool_calls ?? null,
    model: body.model,
    output: [],
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: body.previous_response_id ?? null,
    prompt_cache_key: body.prompt_cache_key ?? null,
    reasoning: {
      effort: body.reasoning?.effort ?? null,
      summary: body.reasoning?.summary ?? null,
    } as WireResponse['reasoning'],
    safety_identifier: body.safety_identifier ?? null,
    service_tier: 'default',
    store: body.store ?? true,
    temperature: body.temperature ?? 1,
    text: {
      format: body.text?.format ?? { type: 'text' },
      verbosity: body.text?.verbosity ?? 'medium',
    } as WireResponse['text'],
    tool_choice: body.tool_choice ?? 'auto',
    tools: (body.tools ?? []).map((tool) => ({ ...tool, strict: tool.strict ?? true })),
    top_logprobs: 0,
    top_p: body.top_p ?? 1,
    truncation: (body.truncation ?? 'disabled') as WireResponse['truncation'],
    usage: null,
    user: body.user,
    metadata: body.metadata ?? {},
  } as unknown as WireResponse
}

/** Tokens by the length of what went in and came out; a prefix seen before counts as cached in steps of 128 from 1,024. */
export function usageOf(options: {
  prompt: string
  previousPrompt: string | null
  output: readonly ResponseOutputItem[]
}): ResponseUsage {
  const input = textTokens(options.prompt)
  const output = options.output.reduce((sum, item) => sum + textTokens(wordsOf(item)), 0)
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: cachedTokens(options.prompt, options.previousPrompt),
      cache_write_tokens: 0,
    },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  }
}

export function promptOf(body: ResponseRequestBody, items: readonly InputItem[]): string {
  return JSON.stringify([body.instructions ?? '', body.tools ?? [], items])
}

function cachedTokens(prompt: string, previous: string | null): number {
  if (!previous) return 0
  let same = 0
  while (same < prompt.length && prompt[same] === previous[same]) same++
  const tokens = Math.floor(Math.floor(same / 4) / 128) * 128
  return tokens >= 1024 ? tokens : 0
}

function wordsOf(item: ResponseOutputItem): string {
  if (item.type === 'function_call') return item.name + item.arguments
  if (item.type !== 'message') return ''
  return item.content.map((part) => (part.type === 'output_text' ? part.text : part.refusal)).join('')
}
