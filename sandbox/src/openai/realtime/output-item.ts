import type { ConversationEntry } from './conversation.ts'
import type { ResponseRun } from './response-run.ts'

/** One item that a response is putting out, with the `.done` events it still owes. */
export interface OutputItem {
  entry: ConversationEntry
  /** Everything has been put out; only the `.done` events are owed. */
  isGenerated: boolean
  /** Sends every `.done` that is pending; 'incomplete' when the response was cut short. */
  close(status: 'completed' | 'incomplete'): void
}

/** Announces an item in the response and, for the default conversation, in the conversation. */
export function announceItem(
  run: ResponseRun,
  { entry, outputIndex }: { entry: ConversationEntry; outputIndex: number },
): void {
  const { item } = entry
  run.emit({ type: 'response.output_item.added', response_id: run.id, output_index: outputIndex, item })
  if (!run.request.isDefault) return
  const previous = run.conversation.add(entry) ?? null
  run.emit({ type: 'conversation.item.added', previous_item_id: previous, item })
}

export function finishItem(
  run: ResponseRun,
  { entry, outputIndex, status }: { entry: ConversationEntry; outputIndex: number; status: 'completed' | 'incomplete' },
): void {
  const { item } = entry
  if ('status' in item) item.status = status
  run.emit({ type: 'response.output_item.done', response_id: run.id, output_index: outputIndex, item })
  if (!run.request.isDefault) return
  run.emit({ type: 'conversation.item.done', previous_item_id: run.conversation.previousOf(entry), item })
}
