import { describe, expect, it } from 'vitest'
import { buildTimeline, type Event, type Message, type ToolCall } from './timeline.ts'

const dayKey = (at: string) => at.slice(0, 10)

function message(position: number, sentAt: string, changes: Partial<Message> = {}): Message {
  const said = { author: 'customer', channel: 'voice', text: `words ${position}`, isInterrupted: false } as const
  const arrived = { direction: 'inbound', deliveryStatus: 'none', failure: null, canSendAgain: false } as const
  const bare = { sentBy: null, subject: null, page: null, attachments: [] }
  return { id: `m${position}`, position, sentAt, ...said, ...arrived, ...bare, ...changes }
}
const event = (at: string): Event => ({ id: `e${at}`, at, type: 'call_started', label: 'Call started' })
const tool = (startedAt: string): ToolCall => ({
  id: `t${startedAt}`,
  name: 'find_openings',
  label: 'Looked for openings',
  status: 'done',
  startedAt,
  durationMs: 40,
})

const keys = (rows: { key: string }[]) => rows.map((row) => row.key).filter((key) => !key.startsWith('day'))

describe('the timeline of a conversation', () => {
  it('puts what happened between the words, in time order', () => {
    const rows = buildTimeline(
      {
        messages: [message(2, '2026-11-24T10:00:20Z', { author: 'ava' }), message(1, '2026-11-24T10:00:05Z')],
        events: [event('2026-11-24T10:00:00Z'), event('2026-11-24T10:01:00Z')],
        toolCalls: [tool('2026-11-24T10:00:10Z')],
        notes: [],
      },
      { dayKey },
    )
    expect(keys(rows)).toEqual(['e2026-11-24T10:00:00Z', 'm1', 't2026-11-24T10:00:10Z', 'm2', 'e2026-11-24T10:01:00Z'])
  })

  it('keeps spoken order when a transcript came late, and does not drag tool calls behind it', () => {
    const rows = buildTimeline(
      {
        messages: [message(1, '2026-11-24T10:00:30Z'), message(2, '2026-11-24T10:00:10Z', { author: 'ava' })],
        events: [],
        toolCalls: [tool('2026-11-24T10:00:08Z'), tool('2026-11-24T10:00:15Z')],
        notes: [],
      },
      { dayKey },
    )
    expect(keys(rows)).toEqual(['t2026-11-24T10:00:08Z', 'm1', 'm2', 't2026-11-24T10:00:15Z'])
  })

  it('names the speaker again after another speaker, another channel, an event or a pause', () => {
    const rows = buildTimeline(
      {
        messages: [
          message(1, '2026-11-24T10:00:00Z'),
          message(2, '2026-11-24T10:00:05Z'),
          message(3, '2026-11-24T10:00:10Z', { channel: 'chat' }),
          message(4, '2026-11-24T10:00:12Z', { channel: 'chat', author: 'ava' }),
          message(5, '2026-11-24T10:09:00Z', { channel: 'chat', author: 'ava' }),
          message(6, '2026-11-24T10:09:20Z', { channel: 'chat', author: 'ava' }),
        ],
        events: [event('2026-11-24T10:09:10Z')],
        toolCalls: [],
        notes: [],
      },
      { dayKey },
    )
    const starts = rows.flatMap((row) => (row.kind === 'message' && row.startsGroup ? [row.message.position] : []))
    expect(starts).toEqual([1, 3, 4, 5, 6])
  })

  it('says which day it is whenever the day changes', () => {
    const rows = buildTimeline(
      {
        messages: [message(1, '2026-11-24T23:59:59Z'), message(2, '2026-11-25T00:00:01Z')],
        events: [],
        toolCalls: [],
        notes: [],
      },
      { dayKey },
    )
    expect(rows.map((row) => row.kind)).toEqual(['day', 'message', 'day', 'message'])
  })

  it('is empty when nothing was said', () => {
    expect(buildTimeline({ messages: [], events: [], toolCalls: [], notes: [] }, { dayKey })).toEqual([])
  })
})
