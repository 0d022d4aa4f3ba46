import { afterEach, expect, it } from 'vitest'
import { createLogger } from '../../src/log.ts'
import { openQueue } from '../../src/queue/queue.ts'
import { startServerProcess, type ServerProcess } from '../harness/server-process.ts'
import { useCalendarStage } from './calendar-stage.ts'

const stage = useCalendarStage()
let running: ServerProcess | null = null

afterEach(() => running?.kill())

async function startServer(): Promise<ServerProcess> {
  running = await startServerProcess({ databaseUrl: stage.database.appUrl, sandboxPort: stage.sandbox.port })
  return running
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
  await server.kill()
  expect(stage.eventsIn()).toHaveLength(1)
})

it('killed while Google still answers, shows the appointment once when it is back', { timeout: 150_000 }, async () => {
  stage.fault('slow', { times: 1, ms: 3_000 })
  const first = await startServer()
  const { id } = await bookWithRealQueue(stage.at(10))
  // The request is at Google, and its answer on the way.
  await expect.poll(() => stage.sandbox.control.faults().googleFaults, { timeout: 15_000, interval: 20 }).toEqual([])
  await first.kill()
  const mirror = () => stage.tenant.db.calendarMirror.findFirst({ where: { appointmentId: id } })
  expect(await mirror()).toMatchObject({ writtenVersion: 0, etag: null })
  await isShown(id)

  const second = await startServer()
  await isWritten(id)
  expect(stage.eventsIn()).toHaveLength(1)
  expect(stage.violations().filter((one) => !one.includes('duplicate'))).toEqual([])
  await second.kill()
})
