import type { MindItem } from '../mind/mind-request.ts'
import type { ConversationEntry } from './conversation.ts'

/** The conversation as a model without ears gets it: speech as its words, '' where nothing was understood. */
export function mindItems(entries: readonly ConversationEntry[]): MindItem[] {
  return entries.flatMap((entry): MindItem[] => {
    const { item } = entry
    switch (item.type) {
      case 'message':
        return [{ type: 'message', role: item.role!, text: messageText(entry) }]
      case 'function_call':
        return [
          { type: 'function_call', callId: item.call_id ?? '', name: item.name ?? '', arguments: item.arguments ?? '' },
        ]
      case 'function_call_output':
        return [{ type: 'function_call_output', callId: item.call_id ?? '', output: item.output ?? '' }]
      default:
        return []
    }
  })
}

function messageText({ item, heard }: ConversationEntry): string {
  if (!('content' in item)) return ''
  const parts = item.content as { type?: string; text?: string | null; transcript?: string | null }[]
  return parts
    .map(({ type, text, transcript }) => (type?.endsWith('audio') ? (heard ?? transcript ?? '') : (text ?? '')))
    .filter((words) => words !== '')
    .join(' ')
}

/** What the assistant said last; '' before it has said anything. */
export function lastAssistantWords(entries: readonly ConversationEntry[]): string {
  const last = entries.findLast(({ item }) => item.type === 'message' && item.role === 'assistant')
  return last ? messageText(last) : ''
}
