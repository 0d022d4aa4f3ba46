import type { ConversationDetail } from '@ava/protocol/portal/conversations.ts'
import type { Prisma } from '../../../db/generated/client.ts'
import { failureWords } from './failure-words.ts'

type Message = ConversationDetail['messages'][number]

export const messageColumns = {
  id: true,
  position: true,
  author: true,
  channel: true,
  direction: true,
  text: true,
  isInterrupted: true,
  sentAt: true,
  deliveryStatus: true,
  errorCode: true,
  outboxId: true,
  sentBy: { select: { user: { select: { name: true } } } },
  email: { select: { subject: true } },
  attachments: {
    select: { id: true, name: true, contentType: true, size: true, sourceUrl: true },
    orderBy: { id: 'asc' },
  },
} as const satisfies Prisma.CommunicationMessageSelect

export type MessageRow = Prisma.CommunicationMessageGetPayload<{ select: typeof messageColumns }>

export interface Known {
  /** Attachments whose bytes are here. */
  kept: Set<string>
  /** Rows of the outbox that may be sent once more. */
  again: Set<string>
  /** Mails with HTML, and whether there are pictures in it. */
  pages: Map<string, { hasPictures: boolean }>
}

export function toMessage(row: MessageRow, known: Known): Message {
  const { id, position, author, channel, direction, text, isInterrupted, deliveryStatus } = row
  const hasFailed = deliveryStatus === 'failed' || deliveryStatus === 'undelivered'
  return {
    id,
    position,
    author,
    channel,
    direction,
    text,
    isInterrupted,
    deliveryStatus,
    sentAt: row.sentAt.toISOString(),
    sentBy: row.sentBy?.user.name ?? null,
    failure: hasFailed ? failureWords(row) : null,
    canSendAgain: hasFailed && row.outboxId !== null && known.again.has(row.outboxId),
    subject: row.email?.subject ?? null,
    page: known.pages.get(id) ?? null,
    attachments: row.attachments.map(({ id: attachmentId, name, contentType, size }) => ({
      id: attachmentId,
      name,
      contentType,
      size,
      isKept: known.kept.has(attachmentId),
    })),
  }
}
