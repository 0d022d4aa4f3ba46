import type { Tenant } from '../db/for-tenant.ts'
import { newId } from '../db/new-id.ts'
import { notifyConversation, notifyTask } from '../db/notify.ts'
import type { Enqueue } from '../queue/enqueue.ts'

export type SendAgainResult =
  | {
      ok: true
      /** The message that goes out now in the place of the failed one. */
      outboxId: string
      /** False: it was sent again before; that one is meant. */
      isNew: boolean
    }
  | {
      ok: false
      /** `superseded`: its appointment has changed since, and it would tell what is not true any more. */
      reason: 'not_found' | 'not_failed' | 'superseded' | 'code'
    }

/**
 * A person at the spa has a message that failed sent again: a new row that names the old one, so that both
 * tries stay on record and a second click finds the first one's. Its task is done.
 */
export async function sendAgain(
  tenant: Tenant,
  request: { outboxId: string; actor: string; enqueue: Enqueue; now: Date },
): Promise<SendAgainResult> {
  const { outboxId, actor, enqueue, now } = request
  return tenant.transaction(async (tx): Promise<SendAgainResult> => {
    const failed = await tx.outboxMessage.findFirst({ where: { id: outboxId } })
    if (!failed) return { ok: false, reason: 'not_found' }
    const again = await tx.outboxMessage.findFirst({ where: { againOfId: outboxId }, select: { id: true } })
    if (again) return { ok: true, outboxId: again.id, isNew: false }
    if (failed.status !== 'failed') return { ok: false, reason: 'not_failed' }
    // Its words are gone, and a code is asked for anew by whoever waits for it.
    if (failed.kind === 'code') return { ok: false, reason: 'code' }
    if (failed.appointmentId && failed.appointmentVersion !== null) {
      const where = { id: failed.appointmentId, version: failed.appointmentVersion }
      if ((await tx.appointment.count({ where })) === 0) return { ok: false, reason: 'superseded' }
    }
    const id = newId()
    const { channel, toAddress, fromAddress, subject, text, html, purpose, kind } = failed
    const { appointmentId, appointmentVersion, conversationId } = failed
    const files = failed.files as object[]
    const headers = failed.headers as object
    const about = { appointmentId, appointmentVersion, conversationId }
    const words = { channel, toAddress, fromAddress, subject, text, html, files, headers, purpose, kind }
    // Two clicks at once: the unique key lets one of them write.
    const { count } = await tx.outboxMessage.createMany({
      data: [{ id, ...words, ...about, againOfId: outboxId, createdAt: now }],
      skipDuplicates: true,
    })
    if (count === 0) {
      const first = await tx.outboxMessage.findFirstOrThrow({ where: { againOfId: outboxId }, select: { id: true } })
      return { ok: true, outboxId: first.id, isNew: false }
    }
    await enqueue(tx, 'deliver-message', { tenantId: tenant.id, outboxMessageId: id })
    // In the thread it is one message, whose fate is now that of the new try.
    await tx.communicationMessage.updateMany({
      where: { outboxId },
      data: { outboxId: id, deliveryStatus: 'queued', errorCode: null },
    })
    const tasks = await tx.task.updateManyAndReturn({
      where: { kind: 'undelivered', subjectKey: `outbox:${outboxId}`, status: { not: 'done' } },
      data: { status: 'done', closedAt: now, closedBy: actor, resolution: 'Sent again.' },
      select: { id: true },
    })
    for (const { id: taskId } of tasks) await notifyTask(tx, { taskId })
    await tx.auditEntry.create({
      data: { actor, action: 'message.sent_again', subjectType: 'outbox_message', subjectId: outboxId, data: { id } },
    })
    if (conversationId) await notifyConversation(tx, { conversationId })
    return { ok: true, outboxId: id, isNew: true }
  })
}
