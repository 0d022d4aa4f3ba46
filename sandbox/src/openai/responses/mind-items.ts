import type { MindItem } from '../mind/mind-request.ts'
import type { InputItem, MessageInput, ResponseRequestBody } from './request-shape.ts'

export function inputItems(input: ResponseRequestBody['input']): InputItem[] {
  return typeof input === 'string' ? [{ type: 'message', role: 'user', content: input }] : input
}

/** Input as the mind takes it. */
export function toMindItems(items: readonly InputItem[]): MindItem[] {
  return items.map((item): MindItem => {
    if (item.type === 'function_call')
      return { type: 'function_call', callId: item.call_id, name: item.name, arguments: item.arguments }
    if (item.type === 'function_call_output') {
      const output = typeof item.output === 'string' ? item.output : item.output.map(({ text }) => text).join('\n')
      return { type: 'function_call_output', callId: item.call_id, output }
    }
    return { type: 'message', role: item.role, text: textOf(item.content) }
  })
}

function textOf(content: MessageInput['content']): string {
  return typeof content === 'string' ? content : content.map(({ text, refusal }) => text ?? refusal ?? '').join(' ')
}
