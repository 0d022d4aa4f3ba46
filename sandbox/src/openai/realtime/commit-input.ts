import type { ConversationEntry } from './conversation.ts'
import { newId } from './ids.ts'
import { lastAssistantWords } from './mind-items.ts'
import type { RealtimeSession } from './session.ts'

/**
 * Makes a user item of the input buffer. `announce` sends its events, at once or when
 * the caller chooses; the item itself is in the conversation from here on.
 */
export function commitInput(session: RealtimeSession, announceAfterMs = 0): void {
  const { conversation, transcriber } = session
  const { format, transcription } = session.config.audio.input
  const itemId = session.turnItemId ?? newId('item')
  session.turnItemId = null
  const { speechMs } = session.turns
  session.turns.reset()
  const { chunks, ms } = session.input.take()
  const words = hear(session, { itemId, speechMs })
  const entry: ConversationEntry = {
    item: {
      id: itemId,
      object: 'realtime.item',
      type: 'message',
      status: 'completed',
      role: 'user',
      content: [{ type: 'input_audio', transcript: null }],
    },
    audio: { chunks, format, ms },
    heard: words,
  }
  const previous = conversation.add(entry) ?? null
  const announce = (): void => {
    const heard = { itemId, words, audioMs: ms }
    transcriber.beforeCommitted(transcription, heard)
    session.emit({ type: 'input_audio_buffer.committed', previous_item_id: previous, item_id: itemId })
    session.emit({ type: 'conversation.item.added', previous_item_id: previous, item: entry.item })
    session.emit({ type: 'conversation.item.done', previous_item_id: previous, item: entry.item })
    transcriber.afterCommitted(transcription, heard)
  }
  if (announceAfterMs > 0) session.later(announceAfterMs, announce)
  else announce()
}

/** What the ear makes of a turn; it needs the assistant's last words only when it plays a caller by itself. */
export function hear(session: RealtimeSession, { itemId, speechMs }: { itemId: string; speechMs: number }): string {
  return session.ears.hear(itemId, { speechMs, lastWords: lastAssistantWords(session.conversation.entries()) })
}
