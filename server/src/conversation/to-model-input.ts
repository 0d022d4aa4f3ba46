import type { TextModelInput } from '../adapters/text-model/text-model.ts'
import type { TimelineEntry } from './active-conversation.ts'

/** What was said and done, as the text model gets it. */
export function toModelInput(entry: TimelineEntry): TextModelInput[] {
  if (entry.type === 'tool_call') {
    const { callId, name, argumentsJson, output } = entry
    return [
      { type: 'function_call', callId, name, argumentsJson },
      { type: 'function_call_output', callId, output },
    ]
  }
  if (entry.author === 'customer') return [{ role: 'user', text: entry.text }]
  if (entry.author === 'ava') return [{ role: 'assistant', text: entry.text }]
  if (entry.author === 'staff') return [{ role: 'assistant', text: `(A member of staff wrote:) ${entry.text}` }]
  return [{ role: 'developer', text: entry.text }]
}
