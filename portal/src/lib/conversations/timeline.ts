import type { ConversationDetail } from '@ava/protocol/portal/conversations.ts'

export type Message = ConversationDetail['messages'][number]
export type Event = ConversationDetail['events'][number]
export type ToolCall = ConversationDetail['toolCalls'][number]

export type Note = ConversationDetail['notes'][number]

export type TimelineRow =
  | { kind: 'day'; key: string; at: string }
  /** `startsGroup`: another speaker, another channel or a pause since the row before, so name and time are shown. */
  | { kind: 'message'; key: string; at: string; message: Message; startsGroup: boolean }
  | { kind: 'event'; key: string; at: string; event: Event }
  | { kind: 'tool'; key: string; at: string; toolCall: ToolCall }
  /** Of a colleague, for colleagues. */
  | { kind: 'note'; key: string; at: string; note: Note }

const groupMs = 3 * 60_000

/**
 * What was said and what happened, in one order. Words stand in spoken order (`position`): a transcript
 * that came late has a late `sentAt`, so a message counts as no later than the ones after it.
 * `dayKey` names the day an instant falls on where the spa is.
 */
export function buildTimeline(
  { messages, events, toolCalls, notes }: Pick<ConversationDetail, 'messages' | 'events' | 'toolCalls' | 'notes'>,
  { dayKey }: { dayKey: (at: string) => string },
): TimelineRow[] {
  const spoken = inSpokenOrder(messages)
  const happened = [
    ...events.map((event) => ({ at: event.at, row: { kind: 'event', key: event.id, at: event.at, event } as const })),
    ...toolCalls.map((toolCall) => ({
      at: toolCall.startedAt,
      row: { kind: 'tool', key: toolCall.id, at: toolCall.startedAt, toolCall } as const,
    })),
    ...notes.map((note) => ({
      at: note.createdAt,
      row: { kind: 'note', key: note.id, at: note.createdAt, note } as const,
    })),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))

  const rows: TimelineRow[] = []
  const push = (row: TimelineRow) => {
    const key = dayKey(row.at)
    const last = rows.at(-1)
    if (last === undefined || dayKey(last.at) !== key) rows.push({ kind: 'day', key: `day-${rows.length}`, at: row.at })
    rows.push(row)
  }

  for (const { message, atMs } of spoken) {
    while (happened[0] !== undefined && Date.parse(happened[0].at) < atMs) push(happened.shift()!.row)
    const at = new Date(atMs).toISOString()
    push({ kind: 'message', key: message.id, at, message, startsGroup: startsGroup(rows.at(-1), message, atMs) })
  }
  for (const { row } of happened) push(row)
  return rows
}

function inSpokenOrder(messages: Message[]): { message: Message; atMs: number }[] {
  const spoken = messages.toSorted((a, b) => a.position - b.position)
  let soonest = Infinity
  return spoken
    .toReversed()
    .map((message) => ({ message, atMs: (soonest = Math.min(soonest, Date.parse(message.sentAt))) }))
    .toReversed()
}

function startsGroup(before: TimelineRow | undefined, message: Message, atMs: number): boolean {
  if (before?.kind !== 'message') return true
  return (
    before.message.author !== message.author ||
    before.message.channel !== message.channel ||
    atMs - Date.parse(before.at) > groupMs
  )
}
