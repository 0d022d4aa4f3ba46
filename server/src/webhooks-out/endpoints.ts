import { randomBytes } from 'node:crypto'
import { WebhookEvent, type WebhookList, type WebhookRequest } from '@ava/protocol/portal/webhooks.ts'
import type { Tenant } from '../db/for-tenant.ts'
import { newId } from '../db/new-id.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import { invalid, recordSetUp, type SetUpRefusal } from '../tenants/set-up-change.ts'
import { failureWords } from './failure-words.ts'
import { addressProblem } from './post-safely.ts'

const MOST_ENDPOINTS = 10
const SHOWN = 20

export const secretCell = (rowId: string) => ({ about: 'webhook_endpoints.sealed_secret', rowId })

export async function listEndpoints(tenant: Tenant): Promise<WebhookList> {
  const rows = await tenant.db.webhookEndpoint.findMany({
    orderBy: { id: 'asc' },
    include: { deliveries: { orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: SHOWN } },
  })
  return {
    endpoints: rows.map(({ id, url, events, isActive, failingSince, deliveries }) => ({
      id,
      url,
      events: WebhookEvent.array().parse(events),
      isActive,
      failingSince: failingSince?.toISOString() ?? null,
      deliveries: deliveries.map((one) => ({
        id: one.id,
        event: one.event,
        status: one.status,
        attempts: one.attempts,
        responseCode: one.responseCode,
        failure: one.failure && failureWords(one.failure),
        createdAt: one.createdAt.toISOString(),
      })),
    })),
  }
}

/** The secret is said once; what is kept of it is sealed. */
export async function addEndpoint(
  tenant: Tenant,
  { request, actor, allowsLoopback }: { request: WebhookRequest; actor: string; allowsLoopback: boolean },
): Promise<{ ok: true; id: string; secret: string } | SetUpRefusal> {
  const problem = addressProblem(request.url, { allowsLoopback })
  if (problem !== null) return invalid({ url: problem })
  const id = newId()
  const secret = `whsec_${randomBytes(24).toString('base64')}`
  return tenant.transaction(
    async (tx) => {
      if ((await tx.webhookEndpoint.count()) >= MOST_ENDPOINTS) {
        return invalid({ url: `There are ${MOST_ENDPOINTS} endpoints already. Remove one that you no longer need.` })
      }
      const sealedSecret = await tenant.secrets.seal(tx, { ...secretCell(id), text: secret })
      await tx.webhookEndpoint.create({ data: { id, ...request, sealedSecret } })
      const entry = { subjectType: 'webhook_endpoint', subjectId: id, data: request }
      await recordSetUp(tx, { actor, action: 'webhook.added', ...entry })
      return { ok: true, id, secret }
    },
    { lock: 'set-up:webhooks' },
  )
}

/** Null: there is no such endpoint. Switched on again, it begins without its failures. */
export async function switchEndpoint(
  tenant: Tenant,
  { id, isActive, actor }: { id: string; isActive: boolean; actor: string },
): Promise<{ id: string } | null> {
  return tenant.transaction(async (tx) => {
    const data = { isActive, failingSince: null, gaveUpAt: null }
    if ((await tx.webhookEndpoint.updateMany({ where: { id }, data })).count === 0) return null
    const entry = { subjectType: 'webhook_endpoint', subjectId: id }
    await recordSetUp(tx, { actor, action: isActive ? 'webhook.switched_on' : 'webhook.switched_off', ...entry })
    return { id }
  })
}

export async function removeEndpoint(tenant: Tenant, { id, actor }: { id: string; actor: string }) {
  return tenant.transaction(async (tx) => {
    const row = await tx.webhookEndpoint.findFirst({ where: { id }, select: { url: true } })
    if (!row) return null
    await tx.webhookEndpoint.deleteMany({ where: { id } })
    const entry = { subjectType: 'webhook_endpoint', subjectId: id, data: { url: row.url } }
    await recordSetUp(tx, { actor, action: 'webhook.removed', ...entry })
    return { id }
  })
}

/** An event of the name `test`, to this endpoint alone, whatever it listens to. Null: there is no such endpoint. */
export async function sendTest(tenant: Tenant, { id, enqueue }: { id: string; enqueue: Enqueue }) {
  return tenant.transaction(async (tx) => {
    if (!(await tx.webhookEndpoint.findFirst({ where: { id }, select: { id: true } }))) return null
    const made = await tx.webhookDelivery.create({
      data: { endpointId: id, event: 'test', data: { message: 'A test from Ava.' } },
      select: { id: true },
    })
    await enqueue(tx, 'deliver-webhook', { tenantId: tenant.id, deliveryId: made.id })
    return made
  })
}

/** The same event under the same id once more: who has it already can tell. Null: there is no such delivery. */
export async function sendAgain(tenant: Tenant, { id, enqueue }: { id: string; enqueue: Enqueue }) {
  return tenant.transaction(async (tx) => {
    const data = { status: 'waiting' as const, failure: null }
    const { count } = await tx.webhookDelivery.updateMany({ where: { id, status: { not: 'waiting' } }, data })
    if (count === 0) return null
    await enqueue(tx, 'deliver-webhook', { tenantId: tenant.id, deliveryId: id })
    return { id }
  })
}
