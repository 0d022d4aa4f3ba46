import type { OutgoingEmail } from '../../adapters/email/email.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import { splitTag } from './message-id.ts'

/** Keeps the envelope of an email beside the thread's message of it, so that the next one can refer to it. */
export async function noteSentEmail(
  tx: TenantTransaction,
  { messageId, email }: { messageId: string; email: OutgoingEmail },
): Promise<void> {
  const { headers } = email
  const details = {
    fromAddress: email.from.address ?? '',
    toAddress: email.to,
    subject: email.subject,
    inReplyTo: headers['In-Reply-To'] ?? null,
    internetMessageId: headers['Message-ID'] ?? null,
    references: headers['References']?.split(' ') ?? [],
    replyToken: email.replyTo ? splitTag(email.replyTo.address).tag : null,
  }
  const known = await tx.emailDetails.updateMany({ where: { messageId }, data: details })
  if (known.count === 0) await tx.emailDetails.create({ data: { messageId, ...details } })
}
