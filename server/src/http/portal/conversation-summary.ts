import type { ConversationSummary } from '@ava/protocol/portal/conversations.ts'
import type { ConversationFacts } from '../../db/conversation-facts.ts'
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
} as const satisfies Prisma.ConversationSelect

export type SummaryRow = Prisma.ConversationGetPayload<{ select: typeof summaryColumns }>

export function toSummary(row: SummaryRow, facts: ConversationFacts | undefined, now: Date): ConversationSummary {
  const isOver = row.status === 'ended'
  const callEventAt = facts?.lastCallEventAt?.getTime()
  const isInCall =
    !isOver &&
    facts?.lastCallEvent === 'call_started' &&
    callEventAt !== undefined &&
    now.getTime() - callEventAt < LONGEST_CALL_MS
  const isFresh = now.getTime() - row.lastActivityAt.getTime() < LIVE_MS
  return {
    id: row.id,
    customerName: row.customer ? fullName(row.customer) : null,
    // A conversation begins as a chat; from the first call on it is a call.
    channel: callEventAt !== undefined && row.channel === 'chat' ? 'voice' : row.channel,
    status: row.status,
    isLive: isInCall || (!isOver && isFresh),
    isInCall,
    outcome: row.outcome,
    lastMessage: facts?.lastMessage ?? null,
    messageCount: facts?.messageCount ?? 0,
    openTaskCount: facts?.openTaskCount ?? 0,
    startedAt: row.startedAt.toISOString(),
    lastActivityAt: row.lastActivityAt.toISOString(),
  }
}

export function fullName(person: { givenName: string; familyName: string | null }): string {
  return [person.givenName, person.familyName].filter(Boolean).join(' ')
}
