import type { ConversationSummary } from '@ava/protocol/portal/conversations.ts'
import type { Prisma } from '../../db/generated/client.ts'

/** Nothing for this long, and nobody is there any more. */
const LIVE_MS = 2 * 60_000
/** A call that a crash left open is not a call any more. */
const LONGEST_CALL_MS = 2 * 60 * 60_000

export const summaryColumns = {
  id: true,
  channel: true,
  status: true,
  outcome: true,
  startedAt: true,
  lastActivityAt: true,
  customer: { select: { givenName: true, familyName: true } },
  messages: { select: { text: true }, orderBy: { position: 'desc' }, take: 1 },
  // A call's own row is written when it is over: whether one goes on is seen from its events.
  events: {
    select: { type: true, at: true },
    where: { type: { in: ['call_started', 'call_ended'] } },
    orderBy: { at: 'desc' },
    take: 1,
  },
  _count: { select: { messages: true, tasks: { where: { status: { not: 'done' } } } } },
} as const satisfies Prisma.ConversationSelect

export type SummaryRow = Prisma.ConversationGetPayload<{ select: typeof summaryColumns }>

export function toSummary(row: SummaryRow, now: Date): ConversationSummary {
  const lastCall = newestCallEvent(row.events)
  const isOver = row.status === 'ended'
  const isInCall =
    !isOver && lastCall?.type === 'call_started' && now.getTime() - lastCall.at.getTime() < LONGEST_CALL_MS
  const isFresh = now.getTime() - row.lastActivityAt.getTime() < LIVE_MS
  return {
    id: row.id,
    customerName: row.customer ? fullName(row.customer) : null,
    // A conversation begins as a chat; from the first call on it is a call.
    channel: lastCall && row.channel === 'chat' ? 'voice' : row.channel,
    status: row.status,
    isLive: isInCall || (!isOver && isFresh),
    isInCall,
    outcome: row.outcome,
    lastMessage: row.messages[0]?.text ?? null,
    messageCount: row._count.messages,
    openTaskCount: row._count.tasks,
    startedAt: row.startedAt.toISOString(),
    lastActivityAt: row.lastActivityAt.toISOString(),
  }
}

function newestCallEvent(events: SummaryRow['events']): SummaryRow['events'][number] | undefined {
  return events
    .filter(({ type }) => type === 'call_started' || type === 'call_ended')
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())[0]
}

export function fullName(person: { givenName: string; familyName: string | null }): string {
  return [person.givenName, person.familyName].filter(Boolean).join(' ')
}
