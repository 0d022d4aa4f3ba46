import type { TenantTransaction } from '../../../db/for-tenant.ts'
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
  const byMessageId = await conversationsOf(tx, { messageIds, sender })
  const tokens = mail.recipients.flatMap((recipient) => idOfToken(splitTag(recipient).tag ?? '') ?? [])
  const named = [
    ...messageIds.flatMap((id) => byMessageId.get(id) ?? []),
    ...tokens.map((conversationId) => ({ conversationId, isTheirs: false })),
  ]
  if (named.length > 0) {
    const theirs = new Set(await conversationsWith(tx, { ids: named.map((one) => one.conversationId), sender }))
    const found = named.find(({ conversationId, isTheirs }) => isTheirs || theirs.has(conversationId))
    if (found) return found.conversationId
  }
  return bySubject(tx, { subject: mail.subject, sender, since: new Date(now.getTime() - SAME_SUBJECT_MS) })
}

interface Named {
  conversationId: string
  /** The mail that is referred to went to this sender, or came from them. */
  isTheirs: boolean
}

async function conversationsOf(
  tx: TenantTransaction,
  { messageIds, sender }: { messageIds: readonly string[]; sender: string },
): Promise<Map<string, Named>> {
  const found = new Map<string, Named>()
  if (messageIds.length === 0) return found
  const outboxIds = new Map(messageIds.flatMap((id) => (outboxIdOf(id) ? [[outboxIdOf(id)!, id] as const] : [])))
  // Ours carry the id of what was sent, so that they are known even before the sending was noted.
  const ours =
    outboxIds.size === 0
      ? []
      : await tx.outboxMessage.findMany({
          where: { id: { in: [...outboxIds.keys()] }, channel: 'email', conversationId: { not: null } },
          select: { id: true, conversationId: true, toAddress: true },
        })
  for (const { id, conversationId, toAddress } of ours) {
    const messageId = outboxIds.get(id)!
    found.set(messageId, { conversationId: conversationId!, isTheirs: toAddress.toLowerCase() === sender })
  }
  const known = await tx.emailDetails.findMany({
    where: { internetMessageId: { in: [...messageIds] } },
    select: { internetMessageId: true, fromAddress: true, message: { select: { conversationId: true } } },
  })
  for (const { internetMessageId, fromAddress, message } of known) {
    if (found.has(internetMessageId!)) continue
    found.set(internetMessageId!, { conversationId: message.conversationId, isTheirs: fromAddress === sender })
  }
  return found
}

/** Which of these conversations this address is part of: its own end, its customer's, or of a mail in it. */
async function conversationsWith(
  tx: TenantTransaction,
  { ids, sender }: { ids: string[]; sender: string },
): Promise<string[]> {
  const rows = await tx.conversation.findMany({
    where: {
      id: { in: ids },
      OR: [
        { theirAddress: sender },
        { customer: { identities: { some: { kind: 'email', value: sender } } } },
        { messages: { some: { email: { OR: [{ fromAddress: sender }, { toAddress: sender }] } } } },
      ],
    },
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

async function bySubject(
  tx: TenantTransaction,
  { subject, sender, since }: { subject: string; sender: string; since: Date },
): Promise<string | null> {
  const wanted = normaliseSubject(subject)
  if (wanted === '') return null
  const mails = await tx.emailDetails.findMany({
    where: { message: { conversation: { theirAddress: sender, lastActivityAt: { gte: since } } } },
    orderBy: { message: { sentAt: 'desc' } },
    take: MOST_SUBJECTS,
    select: { subject: true, message: { select: { conversationId: true } } },
  })
  return mails.find((mail) => normaliseSubject(mail.subject) === wanted)?.message.conversationId ?? null
}
