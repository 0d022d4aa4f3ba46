import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { createLogger } from '../../src/log.ts'
import { openQueue } from '../../src/queue/queue.ts'
import { testKeys } from '../harness/minimal-spa.ts'
import { useCalendarStage } from './calendar-stage.ts'

const stage = useCalendarStage()
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
let child: ChildProcess | null = null

afterEach(() => {
  child?.kill('SIGKILL')
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
      DATABASE_URL: stage.database.appUrl,
      PORT: await freePort(),
      SANDBOX_PORT: String(stage.sandbox.port),
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

async function kill(server: ChildProcess): Promise<void> {
  server.kill('SIGKILL')
  await once(server, 'exit')
}

/** Books as the server does: the appointment and its job in one transaction of the real queue. */
async function bookWithRealQueue(startsAt: Date) {
  const logger = createLogger({ level: 'silent' })
  const queue = await openQueue({ connectionString: stage.database.appUrl, logger })
  const appointment = await stage.book(startsAt, { enqueue: queue.enqueue })
  await queue.close()
  return appointment
}

const isShown = (id: string) => expect.poll(() => stage.eventOf(id)?.status, { timeout: 20_000 }).toBe('confirmed')
const isWritten = (id: string) =>
  expect
    .poll(
      async () => (await stage.tenant.db.calendarMirror.findFirst({ where: { appointmentId: id } }))?.writtenVersion,
      { timeout: 110_000, interval: 250 },
    )
    .toBe(1)

it('killed after the commit and before anything was sent, shows the appointment once when it is back', async () => {
  const { id } = await bookWithRealQueue(stage.at(10))
  const server = await startServer()
  await isShown(id)
  await isWritten(id)
  await kill(server)
  expect(stage.eventsIn()).toHaveLength(1)
})

it('killed while Google still answers, shows the appointment once when it is back', { timeout: 150_000 }, async () => {
  stage.fault('slow', { times: 1, ms: 3_000 })
  const first = await startServer()
  const { id } = await bookWithRealQueue(stage.at(10))
  // The request is at Google, and its answer on the way.
  await expect.poll(() => stage.sandbox.control.faults().googleFaults, { timeout: 15_000, interval: 20 }).toEqual([])
  await kill(first)
  const mirror = () => stage.tenant.db.calendarMirror.findFirst({ where: { appointmentId: id } })
  expect(await mirror()).toMatchObject({ writtenVersion: 0, etag: null })
  await isShown(id)

  const second = await startServer()
  await isWritten(id)
  expect(stage.eventsIn()).toHaveLength(1)
  expect(stage.violations().filter((one) => !one.includes('duplicate'))).toEqual([])
  await kill(second)
})
