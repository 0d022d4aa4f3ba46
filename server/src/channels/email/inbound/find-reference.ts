import type { TenantTransaction } from '../../../db/for-tenant.ts'
import { conversationReferredTo, subjectsWith } from '../../../db/mail-facts.ts'
import { idOfToken, outboxIdOf, splitTag } from '../message-id.ts'
import { normaliseSubject } from '../subject.ts'
import type { InboundEmail } from './inbound-email.ts'

const MOST_REFERENCES = 20
/** Of one sender's newest mails, ours to them included. */
const MOST_SUBJECTS = 100
/** A subject such as "Question" comes up again; after this long it is another question. */
const SAME_SUBJECT_MS = 30 * 24 * 3_600_000

/**
 * The conversation that a mail refers to, by what says so most surely: In-Reply-To, then
 * References from the newest, then the token of the address it was sent to, then its subject among
 * this sender's own mails. A reference counts only for a sender who belongs to the conversation: what was
 * passed on to somebody else does not let them into it. Null when nothing leads anywhere.
 */
export async function findReference(
  tx: TenantTransaction,
  { mail, sender, now }: { mail: InboundEmail; sender: string; now: Date },
): Promise<string | null> {
  const messageIds = [...mail.inReplyTo, ...mail.references.toReversed()].slice(0, MOST_REFERENCES)
  // Ours carry the id of what was sent, so that they are known even before the sending was noted.
  const answers = messageIds.map((messageId) => ({ messageId, outboxId: outboxIdOf(messageId) }))
  const tokens = mail.recipients.flatMap((recipient) => idOfToken(splitTag(recipient).tag ?? '') ?? [])
  const named =
    answers.length + tokens.length === 0 ? null : await conversationReferredTo(tx, { answers, tokens, sender })
  return named ?? bySubject(tx, { subject: mail.subject, sender, since: new Date(now.getTime() - SAME_SUBJECT_MS) })
}

async function bySubject(
  tx: TenantTransaction,
  { subject, sender, since }: { subject: string; sender: string; since: Date },
): Promise<string | null> {
  const wanted = normaliseSubject(subject)
  if (wanted === '') return null
  const mails = await subjectsWith(tx, { sender, since, limit: MOST_SUBJECTS })
  return mails.find((mail) => normaliseSubject(mail.subject) === wanted)?.conversationId ?? null
}
