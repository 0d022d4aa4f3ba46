import type { Logger } from 'pino'
import { appendMessage } from '../../../conversation/append-message.ts'
import { receiveMessage } from '../../../conversation/receive-message.ts'
import type { Tenant, TenantTransaction } from '../../../db/for-tenant.ts'
import { takeMail } from '../../../db/mail-facts.ts'
import { storableText } from '../../../db/storable-text.ts'
import type { Enqueue } from '../../../queue/enqueue.ts'
import { askToAnswerElsewhere } from '../../asked-and-left.ts'
import { findThread, threadLock } from '../../find-thread.ts'
import { recordOptOut } from '../../sms/opt-outs.ts'
import { keepFiles, sealFiles } from '../attachments.ts'
import { splitTag } from '../message-id.ts'
import { automaticKind } from './automatic.ts'
import { isEndless } from './endless.ts'
import { findReference } from './find-reference.ts'
import type { InboundEmail } from './inbound-email.ts'
import { threadText } from './thread-text.ts'
import { saysNoMore, unsubscribeByAddress } from './unsubscribe.ts'
import { visibleWords, type VisibleWords } from './visible-words.ts'

export interface EmailDependencies {
  enqueue: Enqueue
  logger: Logger
  clock: () => Date
}

/** `ignored`: a list, a bounce, or a machine that answers to nothing of ours. `not_ours`: the address is no longer this spa's. */
export type EmailOutcome = 'answered_later' | 'stored' | 'unsubscribed' | 'ignored' | 'taken_before' | 'not_ours'

/** Stands before what a machine wrote in somebody's name, for people and for the model. */
const AUTOMATIC = '[Automatic reply]'
/** Room for sealing what SendGrid lets through at most. */
const TIMEOUT_MS = 60_000

/**
 * Takes in one email to a spa, once however often it arrives: into its thread, with its files, and
 * Ava's answer queued if a person wrote it. `ours` is the spa's address that it went to.
 */
export async function receiveEmail(
  deps: EmailDependencies,
  { tenant, mail, ours }: { tenant: Tenant; mail: InboundEmail; ours: string },
): Promise<EmailOutcome> {
  const now = deps.clock()
  const content = visibleWords(mail)
  const sender = mail.from?.address
  return tenant.transaction(
    async (tx) => {
      const facts = await takeMail(tx, { messageId: mail.messageId, ourAddress: ours })
      if (!facts.isOurs) return 'not_ours'
      if (!facts.isNew) return 'taken_before'
      if (await unsubscribeByAddress(tx, { mail, ours, now })) return 'unsubscribed'
      return take(tx, { deps, tenant, mail, ours, content, now })
    },
    // The line's lock, in the round trip that names the spa: mails of one person come in one after the other.
    { timeoutMs: TIMEOUT_MS, ...(sender === undefined ? {} : { lock: threadLock('email', sender) }) },
  )
}

interface Taking {
  deps: EmailDependencies
  tenant: Tenant
  mail: InboundEmail
  ours: string
  content: VisibleWords
  now: Date
}

async function take(tx: TenantTransaction, taking: Taking): Promise<EmailOutcome> {
  const { deps, tenant, mail, ours, content, now } = taking
  const automatic = automaticKind(mail)
  const sender = mail.from?.address
  if (automatic === 'bounce' || automatic === 'list' || sender === undefined) return 'ignored'
  // A sender that nothing vouches for may not refer to a thread: whoever forges one would be let into it.
  const referred = mail.isSenderProved ? await findReference(tx, { mail, sender, now }) : null
  // What a machine says belongs to what it answers, and begins nothing.
  if (automatic === 'reply' && referred === null) return 'ignored'

  const files = await sealFiles(tx, { tenant, files: mail.files })
  const thread = automatic
    ? { conversationId: referred!, isNew: false }
    : await findThread(tx, {
        channel: 'email',
        ourAddress: ours,
        theirAddress: sender,
        now,
        conversationId: referred,
        isDoubtful: !mail.isSenderProved,
        isLocked: true,
      })
  const { conversationId } = thread
  const text = await threadText(tx, { thread, mail, words: content.words })
  const received = { conversationId, channel: 'email' as const, text, externalId: mail.messageId, sentAt: now }
  if (automatic) {
    // Not by way of receiveMessage: a machine that repeats our words about an emergency has none.
    // It asks nothing: a real mail of a moment ago is still answered.
    const { id, isNew } = await appendMessage(tx, {
      ...received,
      text: `${AUTOMATIC}\n\n${text}`,
      direction: 'inbound',
      author: 'customer',
      asksNothing: true,
    })
    if (!isNew) return 'taken_before'
    await keepDetails(tx, { messageId: id, taking, files })
    return 'stored'
  }
  const choice = mail.isSenderProved ? saysNoMore({ words: content.words, subject: mail.subject }) : null
  if (choice !== null) {
    const words = content.words || mail.subject
    const pair = { ourAddress: ours, theirAddress: sender }
    await recordOptOut(tx, { ...pair, isOptedOut: choice, words, source: 'plain_words', at: now, conversationId })
  }
  const isToAnswer = choice !== true && (thread.isNew || !(await isEndless(tx, { conversationId, sender, text, now })))
  const { messageId, isNew } = await receiveMessage(
    tx,
    { tenant, enqueue: deps.enqueue, now },
    { ...received, answer: isToAnswer, asksNothing: choice === true },
  )
  // Older than the receipts that are kept.
  if (!isNew) return 'taken_before'
  if (choice === true) {
    await askToAnswerElsewhere(tx, { ourAddress: ours, theirAddress: sender, conversationId, messageId })
  }
  await keepDetails(tx, { messageId, taking, files })
  return isToAnswer ? 'answered_later' : 'stored'
}

async function keepDetails(
  tx: TenantTransaction,
  { messageId, taking, files }: { messageId: string; taking: Taking; files: Awaited<ReturnType<typeof sealFiles>> },
): Promise<void> {
  const { mail, ours, content } = taking
  const tags = mail.recipients.flatMap((recipient) => splitTag(recipient).tag ?? [])
  await tx.emailDetails.create({
    data: {
      messageId,
      fromAddress: mail.from!.address,
      toAddress: ours,
      subject: storableText(mail.subject),
      inReplyTo: mail.inReplyTo[0] ?? null,
      references: mail.references,
      internetMessageId: mail.messageId,
      replyToken: tags[0]?.slice(0, 100) ?? null,
      fullText: content.fullText === content.words ? null : storableText(content.fullText),
      safeHtml: content.safeHtml === null ? null : storableText(content.safeHtml),
    },
  })
  await keepFiles(tx, { messageId, files })
}
