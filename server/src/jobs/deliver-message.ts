import type { Logger } from 'pino'
import { EmailRefusedError, type EmailSender, type OutgoingEmail } from '../adapters/email/email.ts'
import { SmsRefusedError, type SmsSender } from '../adapters/sms/sms.ts'
import { applyDeliveryStatus } from '../channels/delivery-status.ts'
import { noteSentEmail } from '../channels/email/note-sent-email.ts'
import { emailGate } from '../channels/email/sending-gate.ts'
import { writeEmail } from '../channels/email/write-email.ts'
import { smsGate } from '../channels/sms/sending-gate.ts'
import type { Tenant } from '../db/for-tenant.ts'
import type { OutboxMessage } from '../db/generated/client.ts'
import type { MessageKind } from '../messages/queue-message.ts'
import { HELD } from '../messages/release-held.ts'
import { countSegments } from '../messages/segments.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import { claimMessage, SENDING_LEASE_MS } from './deliver/claim-message.ts'
import { prepareMessage } from './deliver/prepare-message.ts'

export interface DeliveryDependencies {
  sms: SmsSender
  email: EmailSender
  enqueue: Enqueue
  logger: Logger
  clock: () => Date
}

/** What a row says of itself whose sender got no answer: the provider may have the message all the same. */
const UNANSWERED = 'unreachable'

/**
 * Sends one message of the outbox, or finds that it must not go out (its appointment has changed), not go yet
 * (quiet hours, a number that may not send), or not at all (they opted out). A message that is sent or given
 * up is left alone, so the job may run again. Throws when it is worth another try.
 *
 * A process may die between the provider's answer and our note of it, and an answer may be lost on its way. The
 * row says then that it was being sent; the next try asks the provider. Twilio can tell (`findSent`); SendGrid
 * cannot, and takes no idempotency key: that email is sent once more under the same Message-ID, which mail
 * programs show once.
 */
export async function deliverMessage(
  deps: DeliveryDependencies,
  options: { tenant: Tenant; outboxMessageId: string; isLastTry: boolean },
): Promise<void> {
  const { tenant, outboxMessageId: id } = options
  const row = await tenant.db.outboxMessage.findFirst({ where: { id, status: { in: ['queued', 'sending'] } } })
  if (!row) return
  if (row.status === 'sending' && (await settleInterrupted(deps, { ...options, row }))) return
  const message = await tenant.transaction((tx) => prepareMessage(tx, { deps, tenantId: tenant.id, row }))
  if (!message) return
  const gate = await passGate(deps, tenant, message)
  if (!gate) return
  const claimed = await claimMessage(tenant, { message, from: gate.from, now: deps.clock() })
  if (!claimed) return
  await send(deps, { ...options, message: claimed })
}

/** True: it is settled, because it did go out, or because somebody is at it right now: then it is looked at again. */
async function settleInterrupted(
  deps: DeliveryDependencies,
  options: { tenant: Tenant; row: OutboxMessage; isLastTry: boolean },
): Promise<boolean> {
  const { tenant, row, isLastTry } = options
  const { id, toAddress: to, fromAddress: from, text } = row
  const since = row.sendingSince ?? row.createdAt
  const isOver = new Date(since.getTime() + SENDING_LEASE_MS)
  if (row.error !== UNANSWERED && isOver > deps.clock()) {
    const job = { tenantId: tenant.id, outboxMessageId: id }
    await tenant.transaction((tx) => deps.enqueue(tx, 'deliver-message', job, { startAfter: isOver }))
    return true
  }
  if (row.channel !== 'sms') return false
  try {
    const found = await deps.sms.findSent({ to, from, text, since })
    // The same words may have gone there as another message of ours.
    if (!found || (await tenant.db.outboxMessage.count({ where: { providerId: found.providerId } })) > 0) return false
    await noteSent(deps, tenant, { message: row, providerId: found.providerId, email: null })
  } catch (error) {
    if (isLastTry) await giveUp(deps, tenant, { message: row, reason: UNANSWERED })
    throw error
  }
  deps.logger.info(
    { outboxMessageId: id, purpose: row.purpose },
    'message had been sent, though its sender got no answer',
  )
  return true
}

/** From which number it goes; null: not now, or never, and that has been noted. */
async function passGate(
  deps: DeliveryDependencies,
  tenant: Tenant,
  message: OutboxMessage,
): Promise<{ from: string | null } | null> {
  const now = deps.clock()
  const { id } = message
  const asked = { from: message.fromAddress, to: message.toAddress, kind: message.kind as MessageKind }
  const gate =
    message.channel === 'sms'
      ? await smsGate(tenant, { ...asked, purpose: message.purpose, now })
      : await emailGate(tenant.db, asked)
  if (gate.go) return { from: gate.from }
  if (gate.reason === 'quiet_hours') {
    const notBefore = gate.until ?? new Date(now.getTime() + 3_600_000)
    await tenant.transaction(async (tx) => {
      await tx.outboxMessage.updateMany({ where: { id }, data: { status: 'queued', error: null, notBefore } })
      await deps.enqueue(tx, 'deliver-message', { tenantId: tenant.id, outboxMessageId: id }, { startAfter: notBefore })
    })
  } else if (gate.reason === 'not_registered') {
    await tenant.db.outboxMessage.updateMany({ where: { id }, data: { status: 'queued', error: HELD } })
  } else {
    await giveUp(deps, tenant, { message, reason: gate.reason })
  }
  return null
}

async function send(
  deps: DeliveryDependencies,
  options: { tenant: Tenant; message: OutboxMessage; isLastTry: boolean },
): Promise<void> {
  const { tenant, message, isLastTry } = options
  const { id, channel, toAddress: to, fromAddress: from, text, purpose } = message
  try {
    const email =
      channel === 'email' ? await tenant.transaction((tx) => writeEmail(tx, { tenantId: tenant.id, message })) : null
    const reference = { tenantId: tenant.id, outboxId: id }
    const { providerId } = email ? await deps.email.send(email) : await deps.sms.send({ to, from, text, reference })
    await noteSent(deps, tenant, { message, providerId, email })
  } catch (error) {
    const refusal = error instanceof SmsRefusedError || error instanceof EmailRefusedError ? error : null
    if (refusal || isLastTry) await giveUp(deps, tenant, { message, reason: refusal?.code ?? UNANSWERED })
    // It stays as being sent: the provider may have it, though its answer was lost.
    else await tenant.db.outboxMessage.updateMany({ where: { id, status: 'sending' }, data: { error: UNANSWERED } })
    if (!refusal) throw error
    deps.logger.warn({ code: refusal.code, outboxMessageId: id, purpose }, 'message refused by the provider')
  }
}

async function noteSent(
  deps: DeliveryDependencies,
  tenant: Tenant,
  sent: { message: OutboxMessage; providerId: string; email: OutgoingEmail | null },
): Promise<void> {
  const { message, providerId, email } = sent
  const { id } = message
  const at = deps.clock()
  const segments = message.channel === 'sms' ? countSegments(message.text) : null
  await tenant.transaction(async (tx) => {
    await tx.outboxMessage.updateMany({
      where: { id },
      data: { providerId, sentAt: at, segments, ...withoutCode(message) },
    })
    await applyDeliveryStatus(tx, { outboxId: id, status: 'sent', at })
    const told = await tx.communicationMessage.findFirst({ where: { outboxId: id }, select: { id: true } })
    if (told && email) await noteSentEmail(tx, { messageId: told.id, email })
  })
}

async function giveUp(
  deps: DeliveryDependencies,
  tenant: Tenant,
  { message, reason }: { message: OutboxMessage; reason: string },
): Promise<void> {
  const { id } = message
  await tenant.transaction(async (tx) => {
    await tx.outboxMessage.updateMany({ where: { id }, data: { error: reason, ...withoutCode(message) } })
    await applyDeliveryStatus(tx, { outboxId: id, status: 'failed', errorCode: reason, at: deps.clock() })
    if (!message.conversationId) return
    const data = { purpose: message.purpose, channel: message.channel, reason }
    await tx.communicationEvent.create({
      data: { conversationId: message.conversationId, type: 'delivery_failed', data },
    })
  })
}

/** Of a code only its hash is kept: the message loses it with its last try. */
function withoutCode({ kind }: OutboxMessage): { text?: string } {
  return kind === 'code' ? { text: '(a code, removed after sending)' } : {}
}
