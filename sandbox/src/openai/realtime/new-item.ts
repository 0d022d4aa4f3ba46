import type { ConversationItem } from 'openai/resources/realtime/realtime'
import { bytesPerMs } from './audio-format.ts'
import { decodeBase64 } from './base64.ts'
import { hear } from './commit-input.ts'
import type { ConversationEntry } from './conversation.ts'
import { newId } from './ids.ts'
import { refusal } from './problem.ts'
import type { Problem } from './problem.ts'
import type { RealtimeSession } from './session.ts'

export type NewItem = { ok: true; entry: ConversationEntry } | { ok: false; problem: Problem }

/** An item that the client brings, as the conversation will hold it. `param` is where it stood in the event. */
export function newItemEntry(
  session: RealtimeSession,
  { item, param }: { item: ConversationItem; param: string },
): NewItem {
  const shared = { id: item.id ?? newId('item'), object: 'realtime.item' as const, status: 'completed' as const }
  if (item.type === 'function_call_output') {
    const calls = session.conversation.entries().filter(({ item: { type } }) => type === 'function_call')
    if (param === 'item' && !calls.some(({ item: call }) => 'call_id' in call && call.call_id === item.call_id)) {
      const message = `Tool call ID '${item.call_id}' not found in conversation.`
      return { ok: false, problem: refusal('invalid_tool_call_id', message) }
    }
    return { ok: true, entry: { item: { ...item, ...shared } } }
  }
  if (item.type === 'function_call') {
    return { ok: true, entry: { item: { ...item, ...shared, call_id: item.call_id ?? newId('call') } } }
  }
  if (item.type === 'message' && item.role === 'user') return userEntry(session, { item, shared, param })
  return { ok: true, entry: { item: { ...item, ...shared } } }
}

type UserMessage = Extract<ConversationItem, { type: 'message'; role: 'user' }>

function userEntry(
  session: RealtimeSession,
  {
    item,
    shared,
    param,
  }: { item: UserMessage; shared: { id: string; object: 'realtime.item'; status: 'completed' }; param: string },
): NewItem {
  const index = item.content.findIndex(({ type }) => type === 'input_audio')
  const spoken = item.content[index]
  if (!spoken) return { ok: true, entry: { item: { ...item, ...shared } } }
  const { format } = session.config.audio.input
  const decoded = decodeBase64(spoken.audio ?? '', `${param}.content[${index}].audio`)
  if (!decoded.ok) return decoded
  const ms = Math.round(decoded.bytes.length / bytesPerMs(format))
  // The audio itself is not sent back; only `retrieve` shows it.
  const content = item.content.map(({ audio: _, ...part }) =>
    part.type === 'input_audio' ? { ...part, transcript: part.transcript ?? null } : part,
  )
  const words = spoken.transcript ?? hear(session, { itemId: shared.id, speechMs: ms })
  const entry: ConversationEntry = {
    item: { ...item, ...shared, content },
    audio: { chunks: [decoded.bytes], format, ms },
    heard: [...item.content.map(({ text }) => text ?? ''), words].filter((text) => text !== '').join(' '),
  }
  return { ok: true, entry }
}
