import type { TenantTransaction } from '../db/for-tenant.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import type { Contact } from './contact.ts'

/** Writes a text or an email to be sent, and queues the sending, in the caller's transaction. */
export async function queueMessage(
  tx: TenantTransaction,
  enqueue: Enqueue,
  message: {
    tenantId: string
    contact: Contact
    purpose: string
    /** Of an email; a text has none. */
    subject: string
    text: string
    appointmentId?: string
  },
): Promise<void> {
  const { contact } = message
  const row = await tx.outboxMessage.create({
    data: {
      channel: contact.kind === 'phone' ? 'sms' : 'email',
      toAddress: contact.value,
      subject: contact.kind === 'phone' ? null : message.subject,
      text: message.text,
      purpose: message.purpose,
      appointmentId: message.appointmentId ?? null,
    },
  })
  await enqueue(tx, 'deliver-message', { tenantId: message.tenantId, outboxMessageId: row.id })
}
