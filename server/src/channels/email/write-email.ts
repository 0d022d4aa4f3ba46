import type { OutgoingEmail } from '../../adapters/email/email.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { OutboxMessage } from '../../db/generated/client.ts'
import type { MessageFile } from '../../messages/queue-message.ts'
import { htmlOf } from './html-of.ts'
import { ownAddress } from './own-address.ts'
import { messageIdOf, tokenOf, withTag } from './message-id.ts'
import { threadHeaders } from './thread-headers.ts'

/** Stands before the tag of an address at which one message is unsubscribed from. */
export const STOP_TAG = 'stop-'

/**
 * The email that a row of the outbox becomes: from the spa's own name and address, with a plain
 * and an HTML part, under our Message-ID, as an answer to the newest mail of its thread, and
 * with an address for answers that leads back to the thread. `tenantId` is the transaction's.
 */
export async function writeEmail(
  tx: TenantTransaction,
  { tenantId, message }: { tenantId: string; message: OutboxMessage },
): Promise<OutgoingEmail> {
  const spa = await tx.tenant.findFirstOrThrow({ select: { name: true, accentColor: true, email: true } })
  const own = await ownAddress(tx, { wanted: message.fromAddress })
  const name = own?.senderName ?? spa.name
  const thread = message.conversationId ? await threadHeaders(tx, message) : null
  const address = own?.value ?? null
  const subject = thread?.subject ?? message.subject ?? `A message from ${spa.name}`
  return {
    to: message.toAddress,
    from: { name, address },
    replyTo: replyTo({ name, own: address, spa: spa.email, conversationId: message.conversationId }),
    subject: oneLine(subject),
    text: message.text,
    html: message.html ?? htmlOf({ text: message.text, spaName: spa.name, accentColor: spa.accentColor }),
    headers: {
      ...ownHeaders(message, address),
      ...thread?.headers,
      ...(message.headers as Record<string, string>),
    },
    files: (message.files as unknown as MessageFile[]).map(({ name: file, contentType, text }) => ({
      name: file,
      contentType,
      content: Buffer.from(text, 'utf8'),
    })),
    reference: { tenantId, outboxId: message.id },
  }
}

function replyTo(from: { name: string; own: string | null; spa: string | null; conversationId: string | null }) {
  const { name, own, spa, conversationId } = from
  // Without an address that we receive mail at, answers go to where the spa reads its own.
  if (own === null) return spa === null ? null : { name, address: spa }
  return { name, address: conversationId === null ? own : withTag(own, tokenOf(conversationId)) }
}

function ownHeaders({ id, kind }: OutboxMessage, address: string | null): Record<string, string> {
  const domain = address?.split('@')[1] ?? 'mail.ava.invalid'
  return {
    'Message-ID': messageIdOf(id, domain),
    // Another machine that reads this does not answer it (RFC 3834).
    'Auto-Submitted': kind === 'answer' ? 'auto-replied' : 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
    ...(kind === 'notice' && address !== null
      ? { 'List-Unsubscribe': `<mailto:${withTag(address, STOP_TAG + tokenOf(id))}?subject=unsubscribe>` }
      : {}),
  }
}

/** A subject is one header: no line of it becomes another. */
function oneLine(subject: string): string {
  return subject.replaceAll(/\s+/g, ' ').trim().slice(0, 300)
}
