import { receiveMessage } from '../../conversation/receive-message.ts'
import { sendWords } from '../../conversation/send-words.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { notifyAppointments } from '../../db/notify.ts'
import { takeText, writeTextDetails } from '../../db/text-facts.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { findThread, threadLock, type Thread } from '../find-thread.ts'
import { isFlood, recentMessages } from '../inbound-limit.ts'
import { askToAnswerElsewhere } from '../asked-and-left.ts'
import { raiseTask } from '../tasks.ts'
import { nameOfMedia, wordsWithMedia, type InboundSms } from './inbound-sms.ts'
import { looksLikeLoop } from './loops.ts'
import { noticePurposes, noticeWords, type Notice } from './notices.ts'
import { readOptOut, type OptOutReading } from './opt-out-rules.ts'
import { recordOptOut, type OptOutSource } from './opt-outs.ts'
import { readQuickReply, wordsOfQuickReply, type QuickReply } from './quick-reply.ts'
import { silenceAva, wakeAva } from './silence-ava.ts'

export interface ReceiveSmsDependencies {
  enqueue: Enqueue
  clock: () => Date
  /** Twilio answers STOP, START and HELP by itself, unless that is switched off for the account. */
  twilioAnswersOptOut: boolean
}

interface Received {
  deps: ReceiveSmsDependencies
  tenant: Tenant
  sms: InboundSms
  thread: Thread
  now: Date
}

/** Short codes and senders with a name are machines, and take no answers. */
const PERSON = /^\+[1-9]\d{6,14}$/

/**
 * Takes in a text: into the person's thread, with what it says about wanting texts at all, and with Ava's answer
 * queued where she is to give one. One transaction: what Twilio was told is taken is stored, and the same text
 * twice is once (`again`). `not_ours`: the number is no longer this spa's.
 */
export async function receiveSms(
  deps: ReceiveSmsDependencies,
  { tenant, sms }: { tenant: Tenant; sms: InboundSms },
): Promise<'taken' | 'again' | 'not_ours'> {
  const now = deps.clock()
  const pair = { ourAddress: sms.to, theirAddress: sms.from }
  const receive = async (tx: TenantTransaction) => {
    const facts = await takeText(tx, { sid: sms.sid, ...pair })
    if (!facts.isOurs) return 'not_ours'
    if (!facts.isNew) return 'again'
    const thread = await findThread(tx, { channel: 'sms', ...pair, now, isLocked: true })
    const received = { deps, tenant, sms, thread, now }

    const wants = readOptOut(sms.media.length === 0 ? sms.text : '', {
      optOutType: sms.optOutType,
      optedOutBy: facts.optedOutBy as OptOutSource | null,
      twilioAnswers: deps.twilioAnswersOptOut,
    })
    const letter = wants.goesOn ? await letterOf(tx, received) : null
    const asksNothing = !wants.goesOn || letter?.wants === 'confirm'
    const { messageId } = await receiveMessage(
      tx,
      { tenant, enqueue: deps.enqueue, now },
      {
        conversationId: thread.conversationId,
        channel: 'sms',
        externalId: sms.sid,
        sentAt: now,
        text: letter ? wordsOfQuickReply(sms.text, letter) : wordsWithMedia(sms),
        answer: !asksNothing && PERSON.test(sms.from) && !(await stopsLoop(tx, received)),
        asksNothing,
      },
    )
    await keepDetails(tx, { messageId, sms })
    await followWishes(tx, received, { wants, messageId })
    if (letter?.wants === 'confirm') await confirmVisit(tx, received, letter)
    return 'taken'
  }
  // The line's lock, in the round trip that names the spa: texts of one person come in one after the other.
  return tenant.transaction(receive, { lock: threadLock('sms', sms.from) })
}

/** A letter in answer to a reminder, where the program may act on it: not while people see to the conversation. */
async function letterOf(tx: TenantTransaction, { sms, thread, now }: Received): Promise<QuickReply | null> {
  if (sms.media.length > 0) return null
  const pair = { ourAddress: sms.to, theirAddress: sms.from }
  const letter = await readQuickReply(tx, { text: sms.text, ...pair, now })
  if (letter === null) return null
  const where = { id: thread.conversationId, status: { in: ['locked' as const, 'with_person' as const] } }
  return (await tx.conversation.count({ where })) > 0 ? null : letter
}

/** True when a machine is at the other end (Ava is silent from now on), or too much comes at once. */
async function stopsLoop(tx: TenantTransaction, { sms, thread, now }: Received): Promise<boolean> {
  if (thread.isNew) return false
  const { conversationId } = thread
  const earlier = await recentMessages(tx, { conversationId, channel: 'sms', now })
  if (await isFlood(tx, { conversationId, channel: 'sms', from: sms.from, recent: earlier, now })) return true
  // Silence is long enough a pause to ask whether Ava is silent here for a machine that has gone.
  if (earlier.length === 0) await wakeAva(tx, { conversationId, text: sms.text, now })
  if (looksLikeLoop(earlier, { text: sms.text, now }) === null) return false
  // What came before a person gave her the word again does not count against whoever writes now.
  const since = await lastHandBack(tx, conversationId)
  const why = looksLikeLoop(
    earlier.filter(({ sentAt }) => since === null || sentAt > since),
    { text: sms.text, now },
  )
  if (why === null) return false
  await silenceAva(tx, { conversationId, why, theirAddress: sms.from, now })
  return true
}

async function lastHandBack(tx: TenantTransaction, conversationId: string): Promise<Date | null> {
  const event = await tx.communicationEvent.findFirst({
    where: { conversationId, type: 'handed_back' },
    orderBy: { at: 'desc' },
    select: { at: true },
  })
  return event?.at ?? null
}

async function keepDetails(
  tx: TenantTransaction,
  { messageId, sms }: { messageId: string; sms: InboundSms },
): Promise<void> {
  const { from, to, sid, segments, media } = sms
  await writeTextDetails(tx, { messageId, from, to, sid, segments })
  if (media.length === 0) return
  await tx.messageAttachment.createMany({
    data: media.map((one, index) => ({
      messageId,
      name: nameOfMedia(one, index),
      contentType: one.contentType,
      // Twilio keeps it, and does not say how large it is.
      size: 0,
      sourceUrl: one.url,
    })),
  })
}

async function followWishes(
  tx: TenantTransaction,
  received: Received,
  { wants, messageId }: { wants: OptOutReading; messageId: string },
): Promise<void> {
  const { sms, thread, now } = received
  const { conversationId } = thread
  if (wants.change) {
    const pair = { ourAddress: sms.to, theirAddress: sms.from }
    await recordOptOut(tx, { ...pair, ...wants.change, words: sms.text, at: now, conversationId })
    if (wants.change.isOptedOut) await askToAnswerElsewhere(tx, { ...pair, conversationId, messageId })
  }
  if (wants.notice && PERSON.test(sms.from)) await sendNotice(tx, received, wants.notice, '')
  if (wants.isUnanswerable) {
    await raiseTask(tx, {
      kind: 'opted_out',
      subjectKey: `${sms.to} ${sms.from}`,
      title: 'They write, but have opted out of our texts: call them, or they text START',
      conversationId,
      data: { phone: sms.from },
    })
  }
}

async function confirmVisit(tx: TenantTransaction, received: Received, { visit }: QuickReply): Promise<void> {
  const { now, thread } = received
  const { conversationId } = thread
  const { appointmentId, reference } = visit
  await tx.auditEntry.create({
    data: {
      at: now,
      actor: 'customer',
      action: 'appointment.confirmed',
      subjectType: 'appointment',
      subjectId: appointmentId,
      data: { by: 'text' },
    },
  })
  await tx.communicationEvent.create({
    data: { conversationId, type: 'visit_confirmed', at: now, data: { appointmentId, reference } },
  })
  await notifyAppointments(tx)
  await sendNotice(tx, received, 'confirmed', visit.when)
}

async function sendNotice(tx: TenantTransaction, received: Received, notice: Notice, when: string): Promise<void> {
  const { deps, tenant, thread, now } = received
  const { conversationId } = thread
  const [spa, conversation] = [
    await tx.tenant.findFirstOrThrow({ select: { name: true, phone: true } }),
    await tx.conversation.findFirstOrThrow({ where: { id: conversationId }, select: { language: true } }),
  ]
  await sendWords(
    tx,
    { enqueue: deps.enqueue, now },
    {
      tenantId: tenant.id,
      conversationId,
      channel: 'sms',
      text: noticeWords(notice, { spa: spa.name, phone: spa.phone, when, language: conversation.language }),
      purpose: noticePurposes[notice],
      author: 'system',
    },
  )
}
