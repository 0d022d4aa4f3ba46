import type { Logger } from 'pino'
import { EmailRefusedError, type EmailSender } from '../adapters/email/email.ts'
import { SmsRefusedError, type SmsSender } from '../adapters/sms/sms.ts'
import { writeEmail } from '../channels/email/write-email.ts'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { notifyConversation, notifyTask } from '../db/notify.ts'
import type { OutboxMessage } from '../db/generated/client.ts'

export interface DeliveryDependencies {
  sms: SmsSender
  email: EmailSender
  logger: Logger
  clock: () => Date
}

/**
 * Sends one message of the outbox. A message that is sent or given up is left alone, so the job may run
 * again. Twilio and SendGrid take no idempotency key: a process that dies between
 * their answer and our note of it sends once more, which is the lesser evil. Throws
 * when it is worth another try.
 */
export async function deliverMessage(
  deps: DeliveryDependencies,
  options: { tenant: Tenant; outboxMessageId: string; isLastTry: boolean },
): Promise<void> {
  const { tenant, outboxMessageId: id, isLastTry } = options
  const message = await claim(tenant, id)
  if (!message) return
  try {
    const { providerId } = await send(deps, { tenant, message })
    await tenant.db.outboxMessage.updateMany({
      where: { id },
      data: { status: 'sent', providerId, sentAt: deps.clock(), error: null, ...withoutCode(message) },
    })
  } catch (error) {
    const refusal = error instanceof SmsRefusedError || error instanceof EmailRefusedError ? error : null
    await tenant.transaction(async (tx) => {
      if (refusal || isLastTry) await giveUp(tx, { message, reason: refusal?.code ?? 'unreachable' })
      else await tx.outboxMessage.updateMany({ where: { id }, data: { error: 'unreachable' } })
    })
    if (!refusal) throw error
    deps.logger.warn(
      { code: refusal.code, outboxMessageId: id, purpose: message.purpose },
      'message refused by the provider',
    )
  }
}

/** Of a code only its hash is kept: the message loses it with its last try. */
function withoutCode({ purpose }: OutboxMessage): { text?: string } {
  return purpose === 'verification_code' ? { text: '(a code, removed after sending)' } : {}
}

/** The message, if it is still to be sent and no other worker has just taken it. */
async function claim(tenant: Tenant, id: string): Promise<OutboxMessage | null> {
  const row = await tenant.db.outboxMessage.findFirst({ where: { id, status: 'queued' } })
  if (!row) return null
  const { count } = await tenant.db.outboxMessage.updateMany({
    where: { id, status: 'queued', attempts: row.attempts },
    data: { attempts: { increment: 1 } },
  })
  return count === 1 ? row : null
}

async function send(
  deps: DeliveryDependencies,
  { tenant, message }: { tenant: Tenant; message: OutboxMessage },
): Promise<{ providerId: string }> {
  const { channel, toAddress: to, text } = message
  if (channel === 'sms') return deps.sms.send({ to, text })
  if (channel !== 'email') throw new Error(`The outbox cannot send over ${channel}`)
  return deps.email.send(await tenant.transaction((tx) => writeEmail(tx, { tenantId: tenant.id, message })))
}

/** Nobody waits in vain: what could not be sent becomes something a person sees and can act on. */
async function giveUp(
  tx: TenantTransaction,
  { message, reason }: { message: OutboxMessage; reason: string },
): Promise<void> {
  await tx.outboxMessage.updateMany({
    where: { id: message.id },
    data: { status: 'failed', error: reason, ...withoutCode(message) },
  })
  const appointment = message.appointmentId
    ? await tx.appointment.findFirst({
        where: { id: message.appointmentId },
        select: { conversationId: true, reference: true },
      })
    : null
  const conversationId = appointment?.conversationId ?? null
  if (conversationId) {
    const data = { purpose: message.purpose, channel: message.channel, reason }
    await tx.communicationEvent.create({ data: { conversationId, type: 'delivery_failed', data } })
  }
  // A code that did not arrive is asked for again by whoever waits for it.
  if (message.purpose === 'verification_code') return
  const task = await tx.task.create({
    data: {
      conversationId,
      kind: 'failed_reply',
      title: message.channel === 'sms' ? 'A text message could not be sent' : 'An email could not be sent',
      data: {
        about: message.purpose.replaceAll('_', ' '),
        appointment: appointment?.reference ?? '',
        to: message.toAddress,
      },
    },
  })
  await notifyTask(tx, { taskId: task.id })
  if (conversationId) await notifyConversation(tx, { conversationId })
}
