import { randomBytes } from 'node:crypto'
import type {
  ResponseFunctionToolCall,
  ResponseOutputItem,
  ResponseOutputMessage,
} from 'openai/resources/responses/responses'
import { summarise } from '../mind/summary/fill-schema.ts'
import type { MindRequest, MindTurn } from '../mind/mind-request.ts'
import { toMindItems } from './mind-items.ts'
import type { InputItem, ResponseRequestBody } from './request-shape.ts'

export type OutputItem = ResponseOutputMessage | ResponseFunctionToolCall

/** What the answer will be, whole: words first, then calls. Streaming cuts it into pieces afterwards. */
export function writeOutput(
  think: (request: MindRequest) => MindTurn,
  { body, items, now }: { body: ResponseRequestBody; items: readonly InputItem[]; now: Date },
): OutputItem[] {
  const conversation = toMindItems(items)
  const instructions = body.instructions ?? ''
  const format = body.text?.format
  if (format?.type === 'json_schema' || format?.type === 'json_object') {
    const schema =
      format.type === 'json_schema' ? format.schema : { type: 'object', properties: { answer: { type: 'string' } } }
    return [message(JSON.stringify(summarise({ schema, instructions, items: conversation })))]
  }
  const choice = body.tool_choice
  const turn = think({
    instructions,
    tools: body.tools ?? [],
    toolChoice: typeof choice === 'object' ? { type: 'function', name: choice.name } : (choice ?? 'auto'),
    items: conversation,
    now,
  })
  const calls = body.parallel_tool_calls === false ? turn.toolCalls.slice(0, 1) : turn.toolCalls
  return [...(turn.text ? [message(turn.text)] : []), ...calls.map(call)]
}

export function newId(prefix: 'resp' | 'msg' | 'fc' | 'call' | 'req'): string {
  return `${prefix}_${randomBytes(24).toString('hex')}`
}

/** Cut to what a limit of tokens leaves; true when something was cut. */
export function cutToTokens(
  items: OutputItem[],
  tokens: number | null | undefined,
): { items: OutputItem[]; isCut: boolean } {
  if (!tokens) return { items, isCut: false }
  let left = tokens * 4
  const kept: OutputItem[] = []
  for (const item of items) {
    if (item.type === 'function_call') {
      if (item.arguments.length > left) return { items: kept, isCut: true }
      left -= item.arguments.length
      kept.push(item)
      continue
    }
    const text = textOf(item)
    if (text.length > left) {
      kept.push({ ...message(text.slice(0, left)), id: item.id, status: 'incomplete' })
      return { items: kept, isCut: true }
    }
    left -= text.length
    kept.push(item)
  }
  return { items: kept, isCut: false }
}

export function textOf(item: ResponseOutputItem): string {
  return item.type === 'message'
    ? item.content.map((part) => (part.type === 'output_text' ? part.text : '')).join('')
    : ''
}

function message(text: string): ResponseOutputMessage {
  return {
    id: newId('msg'),
    type: 'message',
    status: 'completed',
    role: 'assistant',
    content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
  }
}

function call({ name, arguments: args }: MindTurn['toolCalls'][number]): ResponseFunctionToolCall {
  return {
    id: newId('fc'),
    type: 'function_call',
    status: 'completed',
    call_id: `call_${randomBytes(12).toString('hex')}`,
    name,
    arguments: JSON.stringify(args),
  }
}
