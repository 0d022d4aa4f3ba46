import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import type { ActiveConversation } from './active-conversation.ts'
import { asAva, loadFrame } from './answer-frame.ts'
import { composeAnswer } from './compose-answer.ts'
import { keepDraft } from './drafts.ts'
import { noteFailedReply } from './failed-reply.ts'
import { holdLease } from './lease.ts'
import { failedReplyWords, MAX_CUSTOMER_MESSAGES, overLimitWords } from './limits.ts'
import type { ConversationDependencies } from './live-conversation.ts'
import { openConversation } from './open-conversation.ts'
import { reply, type ReplyDependencies, type ReplyResult } from './reply.ts'
import { replyModeOf } from './reply-mode.ts'
import { sendWords } from './send-words.ts'
import { askToWriteBack } from './waiting.ts'

export type AnswerDependencies = ConversationDependencies & ReplyDependencies

export interface MessageToAnswer {
  tenant: Tenant
  conversationId: string
  /** The message that asks; it is answered if it is the newest that does, and everything before it with it. */
  messageId: string
  /** Nobody tries again after this: a failure is admitted. */
  isLastTry: boolean
  signal: AbortSignal
}

/** There is no answer yet: worth another try. */
export class ReplyFailedError extends Error {
  override name = 'ReplyFailedError'
}

/**
 * Answers texts or emails: one answer to all that came since the last. Nothing of it is in the transcript
 * or on its way before the one transaction that stores and queues it, and that is made only while Ava has
 * the word that she had at the beginning. Running it again sends nothing twice. Throws ReplyFailedError.
 */
export async function answerMessages(deps: AnswerDependencies, job: MessageToAnswer): Promise<void> {
  const { tenant, conversationId } = job
  const channel = await channelOfDue(tenant, job)
  if (!channel) return
  const conversation = await openConversation(deps, { tenant, conversationId })
  let hasSaidGoodbye = false
  const stopWatching = conversation.watch((update) => {
    if (update.type === 'wind_down') hasSaidGoodbye = true
  })
  try {
    const outcome = await answer(deps, { ...job, conversation, channel })
    if (outcome === 'sent' && hasSaidGoodbye) await conversation.end('ava')
  } finally {
    stopWatching()
    conversation.close()
    await conversation.flushed()
  }
}

/** The channel of the message, if it still wants an answer of Ava's. */
async function channelOfDue(tenant: Tenant, job: MessageToAnswer): Promise<'sms' | 'email' | null> {
  const { conversationId, messageId } = job
  return tenant.transaction(async (tx) => {
    const isOpen = await tx.conversation.count({ where: { id: conversationId, status: 'open', isAiActive: true } })
    const newest = isOpen === 0 ? null : await newestOfCustomer(tx, conversationId)
    // A newer message brings a job of its own.
    if (newest?.id !== messageId) return null
    const isAnswered = await tx.communicationMessage.count({
      where: { conversationId, externalId: { in: [answerKey(messageId), draftKey(messageId)] } },
    })
    return isAnswered === 0 && (newest.channel === 'sms' || newest.channel === 'email') ? newest.channel : null
  })
}

type Answering = MessageToAnswer & { conversation: ActiveConversation; channel: 'sms' | 'email' }

async function answer(deps: AnswerDependencies, job: Answering): Promise<'sent' | 'kept' | 'nothing'> {
  const { tenant, conversation, channel, conversationId, signal } = job
  const { aiEpoch } = conversation
  const mode = await replyModeOf(tenant, channel)
  if (mode === 'off') {
    await tenant.transaction((tx) => askToWriteBack(tx, { conversationId, channel }))
    return 'nothing'
  }
  if (conversation.customerMessageCount > MAX_CUSTOMER_MESSAGES) return stopAtLimit(deps, job)
  const isProposal = mode === 'suggest'
  const result = await reply(deps, { conversation, channel, signal, words: 'kept', isProposal })
  await conversation.flushed()
  // The process goes down, or the job's time is up: another takes it over.
  if (signal.aborted) throw new ReplyFailedError('The answer was interrupted')
  if (!result.ok) return result.reason === 'failed' ? admitFailure(deps, { ...job, aiEpoch }) : 'nothing'
  return store(deps, { ...job, aiEpoch, isProposal, result })
}

async function store(
  deps: AnswerDependencies,
  job: Answering & { aiEpoch: number; isProposal: boolean; result: Extract<ReplyResult, { ok: true }> },
): Promise<'sent' | 'kept' | 'nothing'> {
  const { tenant, conversationId, messageId, channel, aiEpoch, isProposal, result } = job
  const now = deps.clock()
  return tenant.transaction(async (tx) => {
    if (!(await holdLease(tx, { conversationId, aiEpoch, now }))) return 'nothing'
    const newest = await newestOfCustomer(tx, conversationId)
    // They wrote on while she was thinking: the newer message's job answers both, unless there is news to tell.
    if (newest?.id !== messageId && !result.hasActed) return 'nothing'
    const text = await composed(tx, job, result)
    if (isProposal) {
      await keepDraft(tx, { conversationId, channel, text, key: draftKey(messageId), now })
      return 'kept'
    }
    return send(tx, deps, { ...job, text, purpose: 'reply' })
  })
}

/** Tried again by the queue, quietly; at the last try they are told, once, and a person is asked to write back. */
async function admitFailure(
  deps: AnswerDependencies,
  job: Answering & { aiEpoch: number },
): Promise<'sent' | 'nothing'> {
  const { tenant, conversationId, channel, aiEpoch, isLastTry } = job
  if (!isLastTry) throw new ReplyFailedError('The text model gave no answer')
  const now = deps.clock()
  return tenant.transaction(async (tx) => {
    if (!(await holdLease(tx, { conversationId, aiEpoch, now }))) return 'nothing'
    const isFirst = await noteFailedReply(tx, { conversationId, channel })
    if (!isFirst) return 'nothing'
    const text = await composed(tx, job, { text: failedReplyWords, isExact: false })
    return send(tx, deps, { ...job, text, purpose: 'failed_reply' })
  })
}

/** Said once; from there on somebody is talking to a machine, or a machine is. */
async function stopAtLimit(deps: AnswerDependencies, job: Answering): Promise<'sent' | 'nothing'> {
  const { tenant, conversationId, channel, conversation } = job
  const { aiEpoch } = conversation
  return tenant.transaction(async (tx) => {
    if (!(await holdLease(tx, { conversationId, aiEpoch, now: deps.clock() }))) return 'nothing'
    if ((await tx.communicationEvent.count({ where: { conversationId, type: 'over_limit' } })) > 0) return 'nothing'
    await tx.communicationEvent.create({ data: { conversationId, type: 'over_limit', at: deps.clock() } })
    await askToWriteBack(tx, { conversationId, channel })
    const text = await composed(tx, job, { text: overLimitWords, isExact: false })
    return send(tx, deps, { ...job, text, purpose: 'over_limit' })
  })
}

/** As it goes out: in the form of its channel. */
async function composed(
  tx: TenantTransaction,
  { conversation, conversationId, channel }: Answering,
  answer: { text: string; isExact: boolean },
): Promise<string> {
  const { settings } = conversation
  const frame = await loadFrame(tx, { conversationId, by: asAva(settings), spaName: settings.name })
  return composeAnswer(channel, answer, frame)
}

async function send(
  tx: TenantTransaction,
  deps: AnswerDependencies,
  message: Answering & { text: string; purpose: string },
): Promise<'sent' | 'nothing'> {
  const { tenant, conversationId, channel, messageId, text, purpose } = message
  const sent = await sendWords(
    tx,
    { enqueue: deps.enqueue, now: deps.clock() },
    { tenantId: tenant.id, conversationId, channel, text, purpose, key: answerKey(messageId) },
  )
  if (sent) return 'sent'
  await askToWriteBack(tx, { conversationId, channel })
  return 'nothing'
}

/** Of what asks for an answer: an out-of-office that comes after a question is no newer question. */
function newestOfCustomer(tx: TenantTransaction, conversationId: string) {
  return tx.communicationMessage.findFirst({
    where: { conversationId, author: 'customer', asksNothing: false },
    orderBy: { position: 'desc' },
    select: { id: true, channel: true },
  })
}

const answerKey = (messageId: string) => `answer:${messageId}`
const draftKey = (messageId: string) => `draft:${messageId}`
