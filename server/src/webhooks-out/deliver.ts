import { Webhook } from 'standardwebhooks'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { notifyTask } from '../db/notify.ts'
import { secretCell } from './endpoints.ts'
import { postSafely } from './post-safely.ts'

const DAY_MS = 86_400_000
/** Nothing has arrived for so long: it is switched off, and somebody is asked to look. */
const GIVES_UP_AFTER_MS = 3 * DAY_MS
const KEPT_MS = 30 * DAY_MS

/** It did not arrive; the queue tries again. */
export class NotDeliveredError extends Error {
  override name = 'NotDeliveredError'
}

/**
 * The job `deliver-webhook`: signs one event by the Standard Webhooks scheme and posts it. Throws NotDeliveredError where
 * another try follows. An endpoint may get an event twice, under the same id: after a crash nobody knows whether it arrived.
 */
export async function deliverWebhook(
  tenant: Tenant,
  options: { deliveryId: string; isLastTry: boolean; now: Date; allowsLoopback: boolean },
): Promise<void> {
  const { deliveryId: id, isLastTry, now, allowsLoopback } = options
  const found = await tenant.transaction(async (tx) => {
    const delivery = await tx.webhookDelivery.findFirst({ where: { id }, include: { endpoint: true } })
    if (delivery?.status !== 'waiting') return null
    const { endpoint } = delivery
    if (!endpoint.isActive && delivery.event !== 'test') {
      await tx.webhookDelivery.updateMany({ where: { id }, data: { status: 'failed' } })
      return null
    }
    const secret = await tenant.secrets.open(tx, { ...secretCell(endpoint.id), sealed: endpoint.sealedSecret })
    return { delivery, endpoint, secret }
  })
  if (!found) return
  const { delivery, endpoint, secret } = found
  const timestamp = delivery.createdAt.toISOString()
  const body = JSON.stringify({ type: delivery.event, timestamp, data: delivery.data })
  const result = await postSafely({
    url: endpoint.url,
    body,
    allowsLoopback,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Ava-Webhooks/1',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign(id, now, body),
    },
  })
  await tenant.transaction(async (tx) => {
    await tx.webhookDelivery.updateMany({
      where: { id },
      data: {
        attempts: { increment: 1 },
        attemptedAt: now,
        responseCode: result.status,
        failure: result.ok ? null : result.failure,
        status: result.ok ? 'delivered' : isLastTry ? 'failed' : 'waiting',
      },
    })
    if (result.ok) await tx.webhookEndpoint.updateMany({ where: { id: endpoint.id }, data: { failingSince: null } })
    else await noteFailure(tx, { endpoint, now })
    await tx.webhookDelivery.deleteMany({
      where: { createdAt: { lt: new Date(now.getTime() - KEPT_MS) }, status: { not: 'waiting' } },
    })
  })
  if (!result.ok && !isLastTry) throw new NotDeliveredError(`The endpoint did not take it: ${result.failure}`)
}

async function noteFailure(
  tx: TenantTransaction,
  { endpoint, now }: { endpoint: { id: string; url: string }; now: Date },
): Promise<void> {
  const { id } = endpoint
  await tx.webhookEndpoint.updateMany({ where: { id, failingSince: null }, data: { failingSince: now } })
  const since = new Date(now.getTime() - GIVES_UP_AFTER_MS)
  const { count } = await tx.webhookEndpoint.updateMany({
    where: { id, isActive: true, failingSince: { lte: since } },
    data: { isActive: false, gaveUpAt: now },
  })
  if (count === 0) return
  const task = await tx.task.create({
    data: {
      kind: 'webhook_off',
      title: `Nothing has reached ${new URL(endpoint.url).host} for three days; it is switched off`,
      data: { reason: 'Look after the program, then switch its endpoint on again under Set-up › API.' },
      subjectKey: `webhook:${id}`,
    },
    select: { id: true },
  })
  await notifyTask(tx, { taskId: task.id })
  await tx.auditEntry.create({
    data: { actor: 'job:deliver-webhook', action: 'webhook.gave_up', subjectType: 'webhook_endpoint', subjectId: id },
  })
}
