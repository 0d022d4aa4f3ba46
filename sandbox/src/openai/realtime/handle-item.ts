import type { ClientEvent } from './client-event.ts'
import { bytesPerMs } from './audio-format.ts'
import type { ConversationEntry } from './conversation.ts'
import { newItemEntry } from './new-item.ts'
import { refusal } from './problem.ts'
import type { WireItem } from './server-event.ts'
import type { RealtimeSession } from './session.ts'

type Of<Type extends ClientEvent['type']> = Extract<ClientEvent, { type: Type }>

export function createItem(session: RealtimeSession, event: Of<'conversation.item.create'>): void {
  const { conversation } = session
  const result = newItemEntry(session, { item: event.item, param: 'item' })
  if (!result.ok) return session.refuse(result.problem, event)
  const { entry } = result
  warnOfSecondOutput(session, { entry, event })
  const previous = conversation.add(entry, event.previous_item_id)
  if (previous === undefined) {
    const message = `Error creating item: the previous item with id '${event.previous_item_id}' does not exist.`
    return session.refuse(refusal('item_create_invalid_previous_item_id', message), event)
  }
  session.emit({ type: 'conversation.item.added', previous_item_id: previous, item: entry.item })
  session.emit({ type: 'conversation.item.done', previous_item_id: previous, item: entry.item })
}

/** The service takes it, but a client that answers a call twice has lost count. */
function warnOfSecondOutput(
  session: RealtimeSession,
  { entry: { item }, event }: { entry: ConversationEntry; event: Of<'conversation.item.create'> },
): void {
  if (item.type !== 'function_call_output') return
  const isSecond = session.conversation
    .entries()
    .some(({ item: other }) => other.type === 'function_call_output' && other.call_id === item.call_id)
  const message = `Tool call ${item.call_id} has an output already.`
  if (isSecond) session.violate({ kind: 'tool_output_twice', message, cause: event })
}

export function retrieveItem(session: RealtimeSession, event: Of<'conversation.item.retrieve'>): void {
  const entry = session.conversation.find(event.item_id)
  if (!entry) {
    const message = `Error retrieving item: the item with id '${event.item_id}' does not exist.`
    return session.refuse(refusal('item_retrieve_invalid_item_id', message), event)
  }
  session.emit({ type: 'conversation.item.retrieved', item: withAudio(entry) })
}

/** Unlike everywhere else, a retrieved item carries its audio, and names the part of the assistant's plain `audio`. */
function withAudio({ item, audio }: ConversationEntry): WireItem {
  if (!audio || item.type !== 'message') return item
  const bytes = Buffer.concat(audio.chunks).toString('base64')
  const content = (item.content as { type?: string }[]).map((part) => {
    if (part.type === 'input_audio') return { ...part, audio: bytes }
    return part.type === 'output_audio' ? { ...part, type: 'audio', audio: bytes, format: 'pcm16' } : part
  })
  return { ...item, content } as WireItem
}

export function deleteItem(session: RealtimeSession, event: Of<'conversation.item.delete'>): void {
  if (!session.conversation.remove(event.item_id)) {
    const message = `Error deleting item: the item with id '${event.item_id}' does not exist.`
    return session.refuse(refusal('item_delete_invalid_item_id', message), event)
  }
  session.emit({ type: 'conversation.item.deleted', item_id: event.item_id })
}

export function truncateItem(session: RealtimeSession, event: Of<'conversation.item.truncate'>): void {
  const { item_id: itemId, audio_end_ms: endMs } = event
  const entry = session.conversation.find(itemId)
  if (!entry) {
    const message = `Error truncating item: the item with id '${itemId}' does not exist.`
    return session.refuse(refusal('item_truncate_invalid_item_id', message), event)
  }
  const { audio } = entry
  if (!entry.isModelAudio || !audio || audio.ms === 0 || endMs === 0) {
    return session.refuse(refusal(null, 'Only model output audio messages can be truncated'), event)
  }
  if (endMs > audio.ms) {
    const message = `Audio content of ${audio.ms}ms is already shorter than ${endMs}ms`
    return session.refuse(refusal('invalid_value', message), event)
  }
  truncate(entry, endMs)
  session.emit({ type: 'conversation.item.truncated', item_id: itemId, content_index: 0, audio_end_ms: endMs })
}

/** The rest was never heard. The wire's transcript goes altogether; the model still knows what it had said aloud. */
function truncate(entry: ConversationEntry, endMs: number): void {
  const audio = entry.audio!
  const bytes = Buffer.concat(audio.chunks).subarray(0, endMs * bytesPerMs(audio.format))
  entry.audio = { ...audio, chunks: [bytes], ms: endMs }
  entry.timedWords = entry.timedWords!.filter((word) => word.endMs <= endMs)
  entry.heard = entry.timedWords
    .map(({ text }) => text)
    .join('')
    .trim()
  if (entry.item.type === 'message') entry.item.content = [{ type: 'output_audio' }]
}
