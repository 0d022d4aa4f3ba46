import type { TenantTransaction } from '../db/for-tenant.ts'
import type { OutboxMessage } from '../db/generated/client.ts'

const lines: Record<string, string> = { en: 'Reply STOP to opt out.', es: 'Responda STOP para no recibir más.' }

/**
 * The text with the words that tell how to end it, when it is the first that a number gets from the spa.
 * A code carries none, nor does an answer to somebody who has written by text themselves.
 */
export async function withStopLine(tx: TenantTransaction, message: OutboxMessage): Promise<string> {
  const { id, channel, kind, text, toAddress } = message
  if (channel !== 'sms' || kind === 'code' || message.purpose === 'emergency_alert' || /\bSTOP\b/.test(text))
    return text
  const earlier = await tx.outboxMessage.findFirst({
    where: {
      toAddress,
      id: { not: id },
      channel: 'sms',
      kind: { not: 'code' },
      status: { in: ['sending', 'sent', 'delivered'] },
    },
    select: { id: true },
  })
  if (earlier || (kind === 'answer' && (await hasWritten(tx, message)))) return text
  const language = await languageOf(tx, message)
  return `${text} ${lines[language] ?? lines['en']!}`
}

async function hasWritten(tx: TenantTransaction, { conversationId }: OutboxMessage): Promise<boolean> {
  if (conversationId === null) return false
  const written = await tx.communicationMessage.findFirst({
    where: { conversationId, channel: 'sms', direction: 'inbound' },
    select: { id: true },
  })
  return written !== null
}

/** The language of whoever reads it: as they told us, else as they talk to us. */
async function languageOf(tx: TenantTransaction, message: OutboxMessage): Promise<string> {
  const appointment = message.appointmentId
    ? await tx.appointment.findFirst({
        where: { id: message.appointmentId },
        select: { customer: { select: { language: true } }, conversation: { select: { language: true } } },
      })
    : null
  const told = appointment?.customer.language ?? appointment?.conversation?.language
  if (told) return told.slice(0, 2)
  if (message.conversationId === null) return 'en'
  const where = { id: message.conversationId }
  const conversation = await tx.conversation.findFirst({ where, select: { language: true } })
  return conversation?.language.slice(0, 2) ?? 'en'
}
