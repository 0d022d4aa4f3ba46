import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { notifyConversation, notifyTask } from '../db/notify.ts'
import { appendMessage } from './append-message.ts'
import { asChannel } from './channels.ts'
import type { WrittenChannel } from './instructions.ts'
import { loadMember, recordAct, type PeopleDependencies } from './people.ts'
import { sendWords } from './send-words.ts'

/** Keeps what Ava proposes in place of an older proposal, and asks a person to look at it. In the caller's transaction. */
export async function keepDraft(
  tx: TenantTransaction,
  draft: { conversationId: string; channel: WrittenChannel; text: string; key: string; now: Date },
): Promise<void> {
  const { conversationId, channel, text, key, now } = draft
  await dropDrafts(tx, { conversationId })
  const { id: messageId } = await appendMessage(tx, {
    conversationId,
    direction: 'outbound',
    author: 'ava',
    channel,
    text,
    sentAt: now,
    externalId: key,
    deliveryStatus: 'draft',
  })
  const task = await tx.task.create({
    data: {
      conversationId,
      kind: 'draft',
      title: 'Ava has written an answer: read it and send it',
      data: { messageId, channel },
      subjectKey: subjectOf(conversationId),
    },
    select: { id: true },
  })
  await notifyTask(tx, { taskId: task.id })
}

/** What was proposed does not count any more. */
export async function dropDrafts(
  tx: TenantTransaction,
  options: { conversationId: string; closedBy?: string; resolution?: string; now?: Date },
): Promise<void> {
  const { conversationId, closedBy = 'ava', resolution = 'replaced', now = new Date() } = options
  const { count } = await tx.communicationMessage.deleteMany({ where: { conversationId, deliveryStatus: 'draft' } })
  const where = { subjectKey: subjectOf(conversationId), status: { not: 'done' as const } }
  const open = await tx.task.findMany({ where, select: { id: true } })
  await tx.task.updateMany({ where, data: { status: 'done', closedAt: now, closedBy, resolution } })
  for (const { id } of open) await notifyTask(tx, { taskId: id })
  if (count > 0) await notifyConversation(tx, { conversationId })
}

export type DraftResult = { ok: true; messageId: string } | { ok: false; reason: 'not_found' | 'no_address' | 'empty' }

/** Sends what Ava proposed, as it is or as `text` says it. She keeps the word: the next answer is hers to propose. */
export async function approveDraft(
  tenant: Tenant,
  { enqueue, now }: PeopleDependencies,
  options: { messageId: string; memberId: string; text?: string },
): Promise<DraftResult> {
  const { messageId, memberId } = options
  return tenant
    .transaction(async (tx): Promise<DraftResult> => {
      const member = await loadMember(tx, memberId)
      const draft = await takeDraft(tx, messageId)
      if (!draft) return { ok: false, reason: 'not_found' }
      const { conversationId, channel } = draft
      const text = (options.text ?? draft.text).trim()
      if (text === '') return { ok: false, reason: 'empty' }
      await dropDrafts(tx, { conversationId, closedBy: member.actor, resolution: 'sent', now })
      const sent = await sendWords(
        tx,
        { enqueue, now },
        {
          tenantId: tenant.id,
          conversationId,
          channel: asChannel(channel),
          text,
          purpose: 'reply',
          sentById: member.id,
          key: `sent:${messageId}`,
        },
      )
      if (!sent) throw new NoAddressError()
      await recordAct(tx, {
        conversationId,
        member,
        action: 'draft.sent',
        data: { messageId: sent.messageId, isChanged: text !== draft.text },
        now,
      })
      return { ok: true as const, messageId: sent.messageId }
    })
    .catch((error: unknown): DraftResult => {
      if (error instanceof NoAddressError) return { ok: false, reason: 'no_address' }
      throw error
    })
}

/** Throws it away: nothing is sent. */
export async function discardDraft(
  tenant: Tenant,
  { now }: Pick<PeopleDependencies, 'now'>,
  options: { messageId: string; memberId: string },
): Promise<{ ok: true } | { ok: false; reason: 'not_found' }> {
  const { messageId, memberId } = options
  return tenant.transaction(async (tx) => {
    const member = await loadMember(tx, memberId)
    const draft = await takeDraft(tx, messageId)
    if (!draft) return { ok: false, reason: 'not_found' }
    const { conversationId } = draft
    await dropDrafts(tx, { conversationId, closedBy: member.actor, resolution: 'discarded', now })
    await recordAct(tx, { conversationId, member, action: 'draft.discarded', data: { messageId }, now })
    return { ok: true }
  })
}

/** Rolls the transaction back: the draft stays. */
class NoAddressError extends Error {
  override name = 'NoAddressError'
}

/** The draft, with its conversation locked: two people do not send it twice. */
async function takeDraft(tx: TenantTransaction, messageId: string) {
  const where = { id: messageId, deliveryStatus: 'draft' as const }
  const found = await tx.communicationMessage.findFirst({ where, select: { conversationId: true } })
  if (!found) return null
  await tx.conversation.updateMany({ where: { id: found.conversationId }, data: { lastActivityAt: new Date() } })
  return tx.communicationMessage.findFirst({ where })
}

const subjectOf = (conversationId: string) => `draft:${conversationId}`
