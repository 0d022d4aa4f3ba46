import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebhookList, WebhookMade } from '@ava/protocol/portal/webhooks.ts'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { deliverWebhook, NotDeliveredError } from '../src/webhooks-out/deliver.ts'
import { postSafely } from '../src/webhooks-out/post-safely.ts'
import { openPortalDesk, seedAppointment, type PortalDesk } from './harness/portal-desk.ts'
import { bodyOf } from './harness/running-server.ts'

let desk: PortalDesk
let program: Server
let url: string
let answer = 204
const heard: { headers: Record<string, string>; body: string }[] = []

beforeAll(async () => {
  desk = await openPortalDesk()
  program = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      heard.push({ headers: request.headers as Record<string, string>, body })
      response.writeHead(answer, { location: 'http://127.0.0.1:1/' }).end()
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => program.once('listening', resolve))
  url = `http://127.0.0.1:${(program.address() as AddressInfo).port}/hook`
})
afterAll(async () => {
  expect(desk.server.errors()).toEqual([])
  program.close()
  await desk.close()
})

const add = (body: object) => desk.ask('webhooks', { method: 'POST', body })
const list = async () => WebhookList.parse(await (await desk.ask('webhooks')).json()).endpoints
const post = (path: string, body: object = {}) => desk.ask(path, { method: 'POST', body })

it('tells of what happened, signed so that the receiver can tell, and only what was asked for', async () => {
  const made = WebhookMade.parse(
    await (await add({ url, events: ['appointment.booked', 'appointment.cancelled'] })).json(),
  )
  const { id } = await seedAppointment(desk.willow, { startsInMin: 1_440 })
  // Moved: it did not ask for that.
  const startsAt = new Date(Date.now() + 2_000 * 60_000)
  const later = { startsAt, endsAt: new Date(startsAt.getTime() + 30 * 60_000) }
  await desk.willow.tenant.db.appointment.updateMany({ where: { id }, data: later })
  await desk.willow.tenant.db.appointment.updateMany({ where: { id }, data: { status: 'cancelled' } })
  await vi.waitFor(() => expect(heard).toHaveLength(2), { timeout: 10_000, interval: 50 })
  const told = heard.map(({ headers, body }) => new Webhook(made.secret).verify(body, headers)) as {
    type: string
    data: { id: string }
  }[]
  expect(told.map(({ type }) => type).toSorted()).toEqual(['appointment.booked', 'appointment.cancelled'])
  expect(told[0]!.data.id).toBe(id)
  await vi.waitFor(
    async () => expect((await list())[0]!.deliveries.map(({ status }) => status)).toEqual(['delivered', 'delivered']),
    { timeout: 5_000, interval: 50 },
  )
  const stored = await desk.willow.tenant.db.webhookEndpoint.findFirstOrThrow()
  expect(stored.sealedSecret).not.toContain(made.secret.slice(6))

  // Once more, under the same id.
  const [delivery] = (await list())[0]!.deliveries
  expect((await post(`webhook-deliveries/${delivery!.id}/send-again`)).status).toBe(200)
  await vi.waitFor(() => expect(heard).toHaveLength(3), { timeout: 10_000, interval: 50 })
  expect(heard[2]!.headers['webhook-id']).toBe(delivery!.id)
})

it('tries again, follows no redirect, and is switched off with a task when nothing arrives for days', async () => {
  answer = 302
  const [endpoint] = await list()
  const tenant = desk.willow.tenant
  const { id } = await tenant.db.webhookDelivery.create({
    data: { endpointId: endpoint!.id, event: 'appointment.booked', data: {} },
    select: { id: true },
  })
  const tryAt = (now: Date, isLastTry = false) =>
    deliverWebhook(tenant, { deliveryId: id, isLastTry, now, allowsLoopback: true })
  const begun = new Date()
  await expect(tryAt(begun)).rejects.toThrow(NotDeliveredError)
  expect((await list())[0]).toMatchObject({ isActive: true, failingSince: begun.toISOString() })
  await tryAt(new Date(begun.getTime() + 4 * 86_400_000), true)
  expect((await list())[0]).toMatchObject({
    isActive: false,
    deliveries: [{ status: 'failed', responseCode: 302 }, {}, {}],
  })
  const tasks = await tenant.db.task.findMany({ where: { kind: 'webhook_off' } })
  expect(tasks).toHaveLength(1)
  answer = 204
  expect((await post(`webhooks/${endpoint!.id}/active`, { isActive: true })).status).toBe(200)
  expect((await list())[0]).toMatchObject({ isActive: true, failingSince: null })
})

it.each([
  ['http://example.com/hook', 'https'],
  ['https://10.0.0.8/', 'private'],
  ['https://169.254.169.254/latest/meta-data', 'private'],
  ['https://[::ffff:a00:1]/', 'private'],
  ['https://me:secret@example.com/', 'password'],
  ['javascript:alert(1)', 'https'],
  ['', 'address'],
])('refuses %s at the field', async (address, word) => {
  const refused = await add({ url: address, events: ['message.received'] })
  expect(refused.status).toBe(400)
  expect((await bodyOf(refused)).error.fields?.['url']).toContain(word)
})

it('connects to no private address, whatever name leads there', async () => {
  const heardBefore = heard.length
  const sent = { headers: {}, body: '{}', allowsLoopback: false }
  expect(await postSafely({ ...sent, url: url.replace('http:', 'https:') })).toMatchObject({
    failure: 'refused_address',
  })
  expect(await postSafely({ ...sent, url: 'https://localhost.localdomain./' })).toMatchObject({ ok: false })
  expect(heard).toHaveLength(heardBefore)
})
