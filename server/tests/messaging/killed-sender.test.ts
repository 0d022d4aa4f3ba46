import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../../sandbox/src/start-sandbox.ts'
import { createLogger } from '../../src/log.ts'
import { queueMessage } from '../../src/messages/queue-message.ts'
import { openQueue, type Queue } from '../../src/queue/queue.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'
import { startServerProcess, type ServerProcess } from '../harness/server-process.ts'

const to = '+12125550177'
let database: TestDatabase
let spa: MinimalSpa
let sandbox: Sandbox
let queue: Queue
let running: ServerProcess | null = null

beforeAll(async () => {
  database = await createTestDatabase()
  spa = await seedMinimalSpa(database.prisma)
  sandbox = await startSandbox({ port: 0 })
  queue = await openQueue({ connectionString: database.appUrl, logger: createLogger({ level: 'silent' }) })
})
afterEach(() => running?.kill())
afterAll(async () => {
  await queue.close()
  await sandbox.close()
  await database.drop()
})

async function startServer(): Promise<ServerProcess> {
  const sandboxPort = Number(new URL(sandbox.url).port)
  running = await startServerProcess({ databaseUrl: database.appUrl, sandboxPort })
  return running
}

async function textsAtProvider(): Promise<number> {
  const answer = await fetch(`${sandbox.url}/control/outbox`)
  const { messages } = (await answer.json()) as { messages: { to: string }[] }
  return messages.filter((message) => message.to === to).length
}

it('a server that is killed while Twilio still answers has sent the text, and the next one sends no second', async () => {
  const slow = { messagingFaults: [{ kind: 'slow', provider: 'twilio', times: 1, ms: 8_000 }] }
  const headers = { 'content-type': 'application/json' }
  await fetch(`${sandbox.url}/control/faults`, { method: 'POST', headers, body: JSON.stringify(slow) })
  const first = await startServer()
  const message = { channel: 'sms', to, text: 'Your new time is Friday.', purpose: 'reply', kind: 'answer' } as const
  const { outboxId: id } = await spa.tenant.transaction((tx) =>
    queueMessage(tx, queue.enqueue, { tenantId: spa.tenantId, ...message }),
  )
  await expect.poll(textsAtProvider, { timeout: 20_000, interval: 20 }).toBe(1)
  await first.kill()
  const row = () => spa.tenant.db.outboxMessage.findFirstOrThrow({ where: { id } })
  expect(await row()).toMatchObject({ status: 'sending', providerId: null })

  // What the queue does once it misses the process (about a minute), and the lease of the dead one, without the wait.
  const sendingSince = new Date((await row()).sendingSince!.getTime() - 30_000)
  await spa.tenant.db.outboxMessage.updateMany({ where: { id }, data: { sendingSince } })
  await spa.tenant.transaction((tx) =>
    queue.enqueue(tx, 'deliver-message', { tenantId: spa.tenantId, outboxMessageId: id }),
  )
  await startServer()
  await expect.poll(async () => (await row()).status, { timeout: 20_000 }).toMatch(/^(sent|delivered)$/)
  expect(await textsAtProvider()).toBe(1)
}, 90_000)
