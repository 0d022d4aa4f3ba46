import { randomUUID } from 'node:crypto'
import type { Tenant } from '../db/for-tenant.ts'
import { notifyConversation, notifyTask } from '../db/notify.ts'
import type { Enqueue } from '../queue/enqueue.ts'

/** The sentence that is said again to whoever goes on talking after a red flag. */
export const stillLocked =
  'If this is an emergency, please call 911 now. Our team has been alerted and will reach out to you.'

/**
 * What follows a red flag, in one transaction: the conversation belongs to people
 * from here on, a task says so, and the spa is alerted. The alerts name no symptom
 * and nobody: they may be read on a lock screen. Repeating it changes nothing.
 */
export async function raiseEmergency(
  tenant: Tenant,
  options: {
    conversationId: string
    flag: string
    alert: { phone: string | null; email: string | null; spaName: string }
    enqueue: Enqueue
    now: Date
  },
): Promise<void> {
  const { conversationId, flag, alert, enqueue, now } = options
  await tenant.transaction(async (tx) => {
    const { count } = await tx.conversation.updateMany({
      where: { id: conversationId, status: { not: 'locked' } },
      data: { status: 'locked', isAiActive: false, lastActivityAt: now },
    })
    if (count === 0) return
    await tx.communicationEvent.create({ data: { conversationId, type: 'emergency', at: now, data: { flag } } })
    const task = await tx.task.create({
      data: {
        conversationId,
        kind: 'emergency',
        title: 'Possible emergency: read the conversation and call the person now',
        data: { flag },
      },
    })
    await notifyTask(tx, { taskId: task.id })
    const text = `${alert.spaName}: a possible emergency in a conversation with Ava. Open the portal and call the person now.`
    const messages = [
      { channel: 'sms' as const, toAddress: alert.phone, subject: null },
      { channel: 'email' as const, toAddress: alert.email, subject: 'Possible emergency: someone needs you now' },
    ]
    for (const { channel, toAddress, subject } of messages) {
      if (toAddress === null) continue
      const id = randomUUID()
      await tx.outboxMessage.create({ data: { id, channel, toAddress, subject, text, purpose: 'emergency_alert' } })
      await enqueue(tx, 'deliver-message', { tenantId: tenant.id, outboxMessageId: id })
    }
    await notifyConversation(tx, { conversationId })
  })
}
