import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../../sandbox/src/start-sandbox.ts'
import { createLogger } from '../../src/log.ts'
import { queueMessage } from '../../src/messages/queue-message.ts'
import { openQueue, type Queue } from '../../src/queue/queue.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'
import { testKeys } from '../harness/minimal-spa.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const to = '+12125550177'
let database: TestDatabase
let spa: MinimalSpa
let sandbox: Sandbox
let queue: Queue
let child: ChildProcess | null = null

beforeAll(async () => {
  database = await createTestDatabase()
  spa = await seedMinimalSpa(database.prisma)
  sandbox = await startSandbox({ port: 0 })
  queue = await openQueue({ connectionString: database.appUrl, logger: createLogger({ level: 'silent' }) })
})
afterEach(() => {
  child?.kill('SIGKILL')
})
afterAll(async () => {
  await queue.close()
  await sandbox.close()
  await database.drop()
})

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return String(port)
}

/** The program as it runs for spas, in a process of its own. */
async function startServer(): Promise<ChildProcess> {
  const started = spawn(process.execPath, [main], {
    env: {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: database.appUrl,
      PORT: await freePort(),
      SANDBOX_PORT: new URL(sandbox.url).port,
      ENCRYPTION_KEYS: testKeys,
      AUTH_SECRET: 'a-secret-for-tests-only-0123456789',
    },
  })
  child = started
  await new Promise<void>((resolve, reject) => {
    started.stdout.on('data', (data) => String(data).includes('"listening"') && resolve())
    started.once('exit', () => reject(new Error('The server did not start')))
  })
  return started
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
  first.kill('SIGKILL')
  await once(first, 'exit')
  const row = () => spa.tenant.db.outboxMessage.findFirstOrThrow({ where: { id } })
  expect(await row()).toMatchObject({ status: 'sending', providerId: null })

  // What the queue does once it misses the process (about a minute), and the lease of the dead one, without the wait.
  const sendingSince = new Date((await row()).sendingSince!.getTime() - 30_000)
  await spa.tenant.db.outboxMessage.updateMany({ where: { id }, data: { sendingSince } })
  await spa.tenant.transaction((tx) =>
    queue.enqueue(tx, 'deliver-message', { tenantId: spa.tenantId, outboxMessageId: id }),
  )
  const second = await startServer()
  await expect.poll(async () => (await row()).status, { timeout: 20_000 }).toMatch(/^(sent|delivered)$/)
  expect(await textsAtProvider()).toBe(1)
  second.kill('SIGKILL')
  await once(second, 'exit')
}, 90_000)
