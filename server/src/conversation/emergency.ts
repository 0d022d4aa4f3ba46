import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { notifyConversation, notifyTask } from '../db/notify.ts'
import { queueMessage } from '../messages/queue-message.ts'
import type { Enqueue } from '../queue/enqueue.ts'

/** The sentence that is said again to whoever goes on talking after a red flag. */
export const stillLocked =
  'If this is an emergency, please call 911 now. Our team has been alerted and will reach out to you.'

/** Whom an emergency is told. */
interface EmergencyAlert {
  phone: string | null
  email: string | null
  spaName: string
}

interface Emergency {
  conversationId: string
  flag: string
  alert: EmergencyAlert
  enqueue: Enqueue
  now: Date
}

/**
 * What follows a red flag, in one transaction: the conversation belongs to people
 * from here on, a task says so, and the spa is alerted. The alerts name no symptom
 * and nobody: they may be read on a lock screen. Repeating it changes nothing.
 */
export async function raiseEmergency(tenant: Tenant, emergency: Emergency): Promise<void> {
  await tenant.transaction((tx) => lockForPeople(tx, { ...emergency, tenantId: tenant.id }))
}

/** As raiseEmergency, in a transaction of the caller's. False when it was locked already. */
export async function lockForPeople(
  tx: TenantTransaction,
  emergency: Emergency & { tenantId: string },
): Promise<boolean> {
  const { tenantId, conversationId, flag, alert, enqueue, now } = emergency
  const { count } = await tx.conversation.updateMany({
    where: { id: conversationId, status: { not: 'locked' } },
    // Whatever Ava is about to say was begun before this, and is thrown away.
    data: { status: 'locked', isAiActive: false, aiEpoch: { increment: 1 }, lastActivityAt: now, snoozedUntil: null },
  })
  if (count === 0) return false
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
  // Of the kind that no quiet hours hold up.
  const common = { tenantId, text, purpose: 'emergency_alert', kind: 'answer' as const }
  if (alert.phone !== null) await queueMessage(tx, enqueue, { ...common, channel: 'sms', to: alert.phone })
  if (alert.email !== null) {
    const subject = 'Possible emergency: someone needs you now'
    await queueMessage(tx, enqueue, { ...common, channel: 'email', to: alert.email, subject })
  }
  await notifyConversation(tx, { conversationId })
  return true
}
