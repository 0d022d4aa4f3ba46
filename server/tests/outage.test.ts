import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../sandbox/src/start-sandbox.ts'
import {
  createRestartableDatabase,
  seedMinimalSpa,
  type MinimalSpa,
  type RestartableDatabase,
} from './harness/database.ts'
import { bodyOf, createPerson, runServer, type RunningServer } from './harness/running-server.ts'
import { openWidget } from './harness/widget-client.ts'

let database: RestartableDatabase
let spa: MinimalSpa
let sandbox: Sandbox
let server: RunningServer

beforeAll(async () => {
  database = await createRestartableDatabase()
  spa = await seedMinimalSpa(database.prisma)
  await createPerson(database.prisma, { email: 'owner@willow.example', spas: [{ tenant: spa.tenant, role: 'owner' }] })
  sandbox = await startSandbox({ port: 0 })
  server = await runServer({ databaseUrl: database.appUrl, environment: { SANDBOX_PORT: new URL(sandbox.url).port } })
})
afterAll(async () => {
  await server.close()
  await sandbox.close()
  await database.drop()
})

describe('the database going away and coming back', () => {
  it('costs an open conversation nothing', async () => {
    const { client, session } = await openWidget(server, { siteKey: spa.siteKey })
    await database.stop()

    client.send({ type: 'chat.send', id: 'during', text: 'Do you have parking?' })
    await client.next('message', ({ message }) => message.clientId === 'during')
    client.send({ type: 'ping', sentAt: 1 })
    await client.next('pong')
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)

    await database.start()
    await expect
      .poll(
        async () => {
          const rows = await spa.tenant.db.communicationMessage
            .findMany({ where: { conversationId: session.conversationId } })
            .catch(() => [])
          return rows.map((row) => row.text)
        },
        { timeout: 15_000 },
      )
      .toContain('Do you have parking?')
    client.send({ type: 'ping', sentAt: 2 })
    await client.next('pong', ({ sentAt }) => sentAt === 2)
    await client.close()
  })

  it('is said in words while it lasts, by every part that needs it', async () => {
    const cookie = await server.signIn('owner@willow.example')
    await database.stop()
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503)
    for (const [path, headers] of [
      [`/api/widget/config?site=${spa.siteKey}`, { origin: server.url }],
      ['/api/portal/me', { cookie }],
      [`/demo/${spa.siteKey}`, {}],
    ] as const) {
      const answer = await fetch(`${server.url}${path}`, { headers })
      expect([path, answer.status]).toEqual([path, 503])
      expect(answer.headers.get('retry-after')).toBe('2')
      expect((await bodyOf(answer)).error.message).toContain('Try again in a moment')
    }
    await database.start()
    await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status, { timeout: 15_000 }).toBe(200)
    expect((await fetch(`${server.url}/api/portal/me`, { headers: { cookie } })).status).toBe(200)
  })

  it('has portals load anew what they may have missed', async () => {
    const cookie = await server.signIn('owner@willow.example')
    const abort = new AbortController()
    const response = await fetch(`${server.url}/api/portal/stream?spa=${spa.tenantId}`, {
      headers: { cookie },
      signal: abort.signal,
    })
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    await database.restart()
    let text = ''
    while (!text.includes('resync')) {
      const { value, done } = await reader.read()
      if (done) throw new Error('The stream ended')
      text += value
    }
    abort.abort()
  })

  it('leaves jobs to be done afterwards', async () => {
    await database.restart()
    await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status, { timeout: 15_000 }).toBe(200)
    const id = await spa.tenant.transaction(async (tx) => {
      const message = await tx.outboxMessage.create({
        data: { channel: 'sms', toAddress: '+12125550123', text: 'Hello', purpose: 'booking_confirmed' },
      })
      await server.context.queue.enqueue(tx, 'deliver-message', { tenantId: spa.tenantId, outboxMessageId: message.id })
      return message.id
    })
    // Sent, and the report of its arrival taken in as well.
    await expect
      .poll(async () => (await spa.tenant.db.outboxMessage.findFirst({ where: { id } }))?.status, { timeout: 15_000 })
      .toBe('delivered')
  })
})
