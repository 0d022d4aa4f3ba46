import type { ConversationState } from '@ava/protocol/widget-socket.ts'
import type { Tenant } from '../db/for-tenant.ts'
import type { Prisma } from '../db/generated/client.ts'
import { resultForModel } from '../tools/calls/call-record.ts'
import type { TimelineEntry } from './active-conversation.ts'
import type { Utterance } from './transcript/transcript.ts'

const writtenBy = {
  sentBy: { select: { user: { select: { name: true } } } },
} as const satisfies Prisma.CommunicationMessageInclude
type StoredMessage = Prisma.CommunicationMessageGetPayload<{ include: typeof writtenBy }>

function toUtterance(row: StoredMessage): Utterance {
  const { id, position, author, channel, text, externalId, isInterrupted, sentAt, sentBy } = row
  return {
    key: externalId ?? id,
    message: {
      id,
      position,
      author,
      ...(author === 'staff' && sentBy ? { authorName: sentBy.user.name } : {}),
      channel,
      text,
      isFinal: true,
      ...(isInterrupted ? { isInterrupted: true } : {}),
      sentAt: sentAt.toISOString(),
      ...(author === 'customer' && channel === 'chat' && externalId ? { clientId: externalId } : {}),
    },
  }
}

/** Messages looked at for what others have added; more than that in one moment nobody writes. */
const NEWEST = 50

/** How a stored conversation stands now, and its newest messages in order. Null when it is gone. */
export async function loadStanding(tenant: Tenant, options: { conversationId: string }) {
  const { conversationId } = options
  return tenant.transaction(async (tx) => {
    const row = await tx.conversation.findFirst({ where: { id: conversationId }, select: standing })
    if (!row) return null
    const messages = await tx.communicationMessage.findMany({
      where: { conversationId, deliveryStatus: { not: 'draft' } },
      orderBy: { position: 'desc' },
      take: NEWEST,
      include: writtenBy,
    })
    return { ...standingOf(row), utterances: messages.toReversed().map(toUtterance) }
  })
}

export const standing = {
  status: true,
  isAiActive: true,
  aiEpoch: true,
  endReason: true,
  csatAskedAt: true,
  csatScore: true,
  takenOverBy: { select: { user: { select: { name: true } } } },
} as const satisfies Prisma.ConversationSelect

export interface Standing {
  state: ConversationState
  isAiActive: boolean
  aiEpoch: number
  withName: string | null
  /** Asked how it was, and not answered. */
  awaitsScore: boolean
}

/** Who has the word in a stored conversation. */
export function standingOf(row: Prisma.ConversationGetPayload<{ select: typeof standing }>): Standing {
  const { status, aiEpoch, endReason, takenOverBy } = row
  // Resolved is the staff's word, and silence is nobody's: whoever writes again finds the conversation open.
  const isWaiting = status === 'resolved' || (status === 'ended' && endReason === 'idle')
  return {
    state: status === 'resolved' || isWaiting ? 'open' : status,
    isAiActive: isWaiting || row.isAiActive,
    aiEpoch,
    withName: takenOverBy?.user.name ?? null,
    awaitsScore: status === 'resolved' && row.csatAskedAt !== null && row.csatScore === null,
  }
}

type StoredToolCall = { afterPosition: number; entry: Extract<TimelineEntry, { type: 'tool_call' }> }

/** The newest part of a stored conversation: what a reload shows and a model goes on from. */
export async function loadTranscript(
  tenant: Tenant,
  options: { conversationId: string; limit: number },
): Promise<{ utterances: Utterance[]; toolCalls: StoredToolCall[] }> {
  return tenant.transaction(async (tx) => {
    const rows = await tx.communicationMessage.findMany({
      // What Ava only proposes has not been said.
      where: { conversationId: options.conversationId, deliveryStatus: { not: 'draft' } },
      orderBy: { position: 'desc' },
      take: options.limit,
      include: writtenBy,
    })
    rows.reverse()
    const calls = await tx.toolCall.findMany({
      where: { conversationId: options.conversationId, status: 'done' },
      orderBy: { startedAt: 'desc' },
      take: options.limit,
    })
    calls.reverse()
    return {
      utterances: rows.map(toUtterance),
      toolCalls: calls.map((call) => ({
        afterPosition: rows.findLast((row) => row.sentAt <= call.startedAt)?.position ?? 0,
        entry: {
          type: 'tool_call' as const,
          callId: call.callId,
          name: call.name,
          argumentsJson: JSON.stringify(call.arguments),
          output: JSON.stringify(resultForModel(call.result)),
        },
      })),
    }
  })
}
