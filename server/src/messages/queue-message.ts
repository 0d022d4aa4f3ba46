import { createHash } from 'node:crypto'
import { appendMessage } from '../conversation/append-message.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import type { MessageAuthor, Prisma } from '../db/generated/client.ts'
import { newId } from '../db/new-id.ts'
import type { Enqueue } from '../queue/enqueue.ts'

/**
 * What may hold a message up. `answer`: somebody waits for it, so it respects that they opted out and nothing
 * else. `notice`: nobody has just asked for it, so it keeps quiet hours, too. `code`: it proves who somebody is,
 * is part of no thread, and is not kept.
 */
export type MessageKind = 'answer' | 'notice' | 'code'

/** Sent along with an email. */
export interface MessageFile {
  name: string
  /** As in the header: "text/calendar; method=REQUEST; charset=utf-8". */
  contentType: string
  text: string
}

export interface MessageToQueue {
  tenantId: string
  channel: 'sms' | 'email'
  /** E.164, or an email address. */
  to: string
  /** Our number or address; left out: the spa's own, as it is when the message goes out. */
  from?: string | null
  /** Of an email; a text has none. */
  subject?: string | null
  text: string
  /** Left out: made of the text when it is sent. */
  html?: string | null
  files?: readonly MessageFile[]
  headers?: Readonly<Record<string, string>>
  /** "verification_code", "booking_confirmed", "reminder", "reply" … */
  purpose: string
  kind: MessageKind
  /** The thread it belongs to. An answer stands there at once; a notice when it is sent. */
  conversationId?: string | null
  /** An answer, too, stands there only when it is sent: for transactions that must not wait for the thread's lock. */
  joinsThreadWhenSent?: boolean
  appointmentId?: string | null
  /** What it says is true of this version: a later one kills it. */
  appointmentVersion?: number | null
  /** Not before this instant. */
  notBefore?: Date | null
  /** Whose words an answer is; "ava" when left out. */
  author?: MessageAuthor
  /** The membership of the member of staff who sends it. */
  sentById?: string | null
  /** What makes an answer one message of the thread, however often it is queued. */
  externalId?: string | null
  /** The moment that the thread shows; left out: now. */
  now?: Date
  /** The same key is one message of this spa, however often it is queued. */
  onceKey?: string
}

/**
 * Writes a text or an email to be sent, and queues the sending, in the caller's transaction: it
 * goes out if and only if that commits. `messageId` is the thread's message of an answer.
 */
export async function queueMessage(
  tx: TenantTransaction,
  enqueue: Enqueue,
  message: MessageToQueue,
): Promise<{ outboxId: string; messageId?: string; isNew: boolean }> {
  const outboxId = message.onceKey ? idOf(`${message.tenantId}:${message.onceKey}`) : newId()
  const { channel, text, kind, conversationId = null, notBefore = null } = message
  const { count } = await tx.outboxMessage.createMany({
    data: {
      id: outboxId,
      channel,
      toAddress: message.to,
      fromAddress: message.from ?? null,
      subject: channel === 'sms' ? null : (message.subject ?? null),
      text,
      html: message.html ?? null,
      files: (message.files ?? []) as unknown as Prisma.InputJsonArray,
      headers: { ...message.headers },
      purpose: message.purpose,
      kind,
      conversationId: kind === 'code' ? null : conversationId,
      appointmentId: message.appointmentId ?? null,
      appointmentVersion: message.appointmentVersion ?? null,
      notBefore,
    },
    skipDuplicates: true,
  })
  if (count === 0) return { outboxId, isNew: false }
  const job = { tenantId: message.tenantId, outboxMessageId: outboxId }
  await enqueue(tx, 'deliver-message', job, notBefore ? { startAfter: notBefore } : {})
  if (kind !== 'answer' || conversationId === null || message.joinsThreadWhenSent) return { outboxId, isNew: true }
  const { id: messageId } = await appendMessage(tx, {
    conversationId,
    direction: 'outbound',
    author: message.author ?? 'ava',
    channel,
    text,
    sentAt: message.now ?? new Date(),
    sentById: message.sentById ?? null,
    externalId: message.externalId ?? null,
    outboxId,
    deliveryStatus: 'queued',
  })
  return { outboxId, messageId, isNew: true }
}

/** A uuid (version 8) that the same words always lead to. */
function idOf(words: string): string {
  const bytes = createHash('sha256').update(words).digest()
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
