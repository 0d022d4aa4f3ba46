import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { howToAnswer } from '../db/how-to-answer.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import { findRedFlag } from '../tools/red-flags/find-red-flag.ts'
import { appendMessage } from './append-message.ts'
import { recordScore } from './csat.ts'
import { lockForPeople, stillLocked } from './emergency.ts'
import { TEXT_IDLE_END_MS } from './limits.ts'
import { reopenConversation } from './reopen.ts'
import { sendWords } from './send-words.ts'

/** As in the schema, for a spa that has set nothing. */
const DEFAULT_DEBOUNCE_SECONDS = 4
/** What somebody who is locked out of talking with Ava is told again, at most this often. */
const REPEAT_LOCKED_MS = 10 * 60_000

export interface ReceivedMessage {
  conversationId: string
  channel: 'sms' | 'email'
  /** Their words alone: without quoted history. */
  text: string
  /** The provider's id of it: the same one again is taken once. */
  externalId: string
  sentAt: Date
  /** Whether Ava is to answer it. */
  answer: boolean
  /** Nobody waits for an answer to it (STOP, a letter that is acted upon): what came before it is still answered. */
  asksNothing?: boolean
}

/**
 * Takes in a text or an email of a person: into the transcript, the conversation open again if it was
 * over, a red flag raised at once with the approved words, and otherwise Ava's answer queued for when
 * they have been quiet for a moment. All in the caller's transaction.
 */
export async function receiveMessage(
  tx: TenantTransaction,
  context: { tenant: Tenant; enqueue: Enqueue; now: Date },
  message: ReceivedMessage,
): Promise<{ messageId: string; isNew: boolean }> {
  const { tenant, enqueue, now } = context
  const { conversationId, channel, text, externalId, sentAt, answer, asksNothing = false } = message
  const { id: messageId, isNew } = await appendMessage(tx, {
    conversationId,
    direction: 'inbound',
    author: 'customer',
    channel,
    text,
    externalId,
    sentAt,
    asksNothing,
  })
  if (!isNew) return { messageId, isNew }

  const redFlag = findRedFlag(text)
  if (redFlag) {
    const spa = await tx.tenant.findFirstOrThrow({ select: { phone: true, email: true, name: true } })
    const alert = { phone: spa.phone, email: spa.email, spaName: spa.name }
    await reopenConversation(tx, { conversationId, now, why: 'message' })
    await lockForPeople(tx, { tenantId: tenant.id, conversationId, flag: redFlag.flag, alert, enqueue, now })
    // However the spa wants Ava to answer, and whoever has taken over: these words are not hers.
    await sendWords(tx, { enqueue, now }, { ...target(tenant, message), text: redFlag.say, purpose: 'emergency_words' })
    return { messageId, isNew }
  }
  if (await recordScore(tx, { conversationId, text, now })) {
    await tx.communicationMessage.updateMany({ where: { id: messageId }, data: { asksNothing: true } })
    return { messageId, isNew }
  }

  // A STOP asks for nothing: what was resolved stays so.
  if (!answer) return { messageId, isNew }
  // Under the row's lock since it was added: nobody changes it before this is through.
  const found = await howToAnswer(tx, { conversationId, channel })
  const isOver = found.status === 'resolved' || found.status === 'ended'
  if (isOver) await reopenConversation(tx, { conversationId, now, why: 'message' })
  const row = isOver ? { ...found, status: 'open', isAiActive: true, snoozedUntil: null } : found
  // Whoever put it off until Monday did not know that they would write today.
  if (row.snoozedUntil) {
    await tx.conversation.updateMany({ where: { id: conversationId }, data: { snoozedUntil: null } })
  }
  const isAvas = row.status === 'open' && row.isAiActive
  const soon = new Date(now.getTime() + (row.debounceSeconds ?? DEFAULT_DEBOUNCE_SECONDS) * 1_000)
  const here = { tenantId: tenant.id, conversationId }
  // Queued at one moment, in one statement.
  await Promise.all([
    enqueue(tx, 'end-idle-conversation', here, { startAfter: new Date(now.getTime() + TEXT_IDLE_END_MS) }),
    ...(isAvas ? [enqueue(tx, 'answer-messages', { ...here, messageId }, { startAfter: soon })] : []),
  ])
  if (row.status === 'locked') {
    if (await mayRepeat(tx, { conversationId, messageId, now })) {
      await sendWords(tx, { enqueue, now }, { ...target(tenant, message), text: stillLocked, purpose: 'still_locked' })
    }
  }
  return { messageId, isNew }
}

function target(tenant: Tenant, { conversationId, channel }: ReceivedMessage) {
  return { tenantId: tenant.id, conversationId, channel }
}

/** Not while a person is writing with them, and not to every line of a long message. */
async function mayRepeat(
  tx: TenantTransaction,
  options: { conversationId: string; messageId: string; now: Date },
): Promise<boolean> {
  const { conversationId, now } = options
  const last = await tx.communicationMessage.findFirst({
    where: { conversationId, direction: 'outbound', deliveryStatus: { not: 'draft' } },
    orderBy: { position: 'desc' },
    select: { author: true, sentAt: true },
  })
  if (!last) return true
  return last.author !== 'staff' && now.getTime() - last.sentAt.getTime() >= REPEAT_LOCKED_MS
}
