import type { ConversationSummary } from '@ava/protocol/portal/conversations.ts'
import type { ConversationFacts } from '../../../db/conversation-facts.ts'

/** Nothing for this long, and nobody is there any more. */
const LIVE_MS = 2 * 60_000
/** A call that a crash left open is not a call any more. */
const LONGEST_CALL_MS = 2 * 60 * 60_000

export function toSummary(facts: ConversationFacts, now: Date): ConversationSummary {
  const { id, status, channels, outcome, snoozedUntil } = facts
  const isOver = status === 'ended' || status === 'resolved'
  const callEventAt = facts.lastCallEventAt?.getTime()
  const isInCall =
    !isOver &&
    facts.lastCallEvent === 'call_started' &&
    callEventAt !== undefined &&
    now.getTime() - callEventAt < LONGEST_CALL_MS
  const isFresh = now.getTime() - facts.lastActivityAt.getTime() < LIVE_MS
  return {
    id,
    customerName: facts.customer ? fullName(facts.customer) : null,
    // A conversation begins as a chat; from the first call on it is a call.
    channel: callEventAt !== undefined && facts.channel === 'chat' ? 'voice' : facts.channel,
    channels,
    contact: facts.theirAddress,
    status,
    isLive: isInCall || (!isOver && isFresh),
    isInCall,
    assignedTo: facts.assignedTo,
    takenOverBy: facts.takenOverBy,
    labels: facts.labels,
    snoozedUntil: snoozedUntil && snoozedUntil > now ? snoozedUntil.toISOString() : null,
    hasDraft: facts.hasDraft,
    hasFailed: facts.hasFailed,
    match: null,
    outcome,
    lastMessage: facts.lastMessage,
    messageCount: facts.messageCount,
    openTaskCount: facts.openTaskCount,
    startedAt: facts.startedAt.toISOString(),
    lastActivityAt: facts.lastActivityAt.toISOString(),
  }
}

export function fullName(person: { givenName: string; familyName: string | null }): string {
  return [person.givenName, person.familyName].filter(Boolean).join(' ')
}
