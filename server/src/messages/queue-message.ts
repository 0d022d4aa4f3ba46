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
  appointmentId?: string | null
  /** What it says is true of this version: a later one kills it. */
  appointmentVersion?: number | null
  /** Not before this instant. */
  notBefore?: Date | null
  /** Whose words an answer is; "ava" when left out. */
  author?: MessageAuthor
  /** The membership of the member of staff who sends it. */
  sentById?: string | null
  /** The moment that the thread shows; left out: now. */
  now?: Date
}

/**
 * Writes a text or an email to be sent, and queues the sending, in the caller's transaction: it
 * goes out if and only if that commits. `messageId` is the thread's message of an answer.
 */
export async function queueMessage(
  tx: TenantTransaction,
  enqueue: Enqueue,
  message: MessageToQueue,
): Promise<{ outboxId: string; messageId?: string }> {
  const outboxId = newId()
  const { channel, text, kind, conversationId = null, notBefore = null } = message
  await tx.outboxMessage.create({
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
  })
  const job = { tenantId: message.tenantId, outboxMessageId: outboxId }
  await enqueue(tx, 'deliver-message', job, notBefore ? { startAfter: notBefore } : {})
  if (kind !== 'answer' || conversationId === null) return { outboxId }
  const { id: messageId } = await appendMessage(tx, {
    conversationId,
    direction: 'outbound',
    author: message.author ?? 'ava',
    channel,
    text,
    sentAt: message.now ?? new Date(),
    sentById: message.sentById ?? null,
    outboxId,
    deliveryStatus: 'queued',
  })
  return { outboxId, messageId }
}
