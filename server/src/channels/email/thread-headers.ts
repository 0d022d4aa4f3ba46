import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { OutboxMessage } from '../../db/generated/client.ts'
import { replySubject } from './subject.ts'

/** A References header may grow with every mail; what matters is the first and the newest (RFC 5322 lines, and patience). */
const MOST_REFERENCES = 20

/**
 * How an email joins the mails of its thread: it answers the newest one that this person wrote,
 * or else the newest that they got. `subject` is null where it keeps its own: a notice has
 * something of its own to say, and a person may have chosen one. Null when there is no mail in the thread yet.
 */
export async function threadHeaders(
  tx: TenantTransaction,
  { conversationId, toAddress, kind, purpose, subject }: OutboxMessage,
): Promise<{ subject: string | null; headers: Record<string, string> } | null> {
  const mails = (direction: 'inbound' | 'outbound') =>
    tx.emailDetails.findFirst({
      where: {
        internetMessageId: { not: null },
        ...(direction === 'inbound' ? { fromAddress: toAddress } : { toAddress }),
        // What a machine wrote in their name is not what is answered.
        message: { conversationId: conversationId!, direction, asksNothing: false },
      },
      orderBy: { message: { position: 'desc' } },
    })
  const parent = (await mails('inbound')) ?? (await mails('outbound'))
  if (!parent?.internetMessageId) return null
  // Without References, a mail's parent is all of its chain that is known (RFC 5322, 3.6.4).
  const above = parent.references.length > 0 || parent.inReplyTo === null ? parent.references : [parent.inReplyTo]
  const chain = [...above, parent.internetMessageId]
  const references = chain.length > MOST_REFERENCES ? [chain[0]!, ...chain.slice(1 - MOST_REFERENCES)] : chain
  const isOwn = subject !== null && (kind !== 'answer' || purpose === 'staff_message')
  return {
    subject: isOwn ? null : replySubject(parent.subject),
    headers: { 'In-Reply-To': parent.internetMessageId, References: references.join(' ') },
  }
}
