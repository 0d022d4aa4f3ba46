import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Client } from 'pg'
import { createLogger } from '../src/log.ts'
import { openQueue, type Queue } from '../src/queue/queue.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from './harness/database.ts'

let database: TestDatabase
let spa: MinimalSpa
let queue: Queue
let client: Client
const logger = createLogger({ level: 'silent' })
const conversationId = '01900000-0000-7000-8000-000000000001'

beforeAll(async () => {
  database = await createTestDatabase()
  spa = await seedMinimalSpa(database.prisma)
  queue = await openQueue({ connectionString: database.appUrl, logger })
  client = new Client({ connectionString: database.appUrl })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await queue.close()
  await database.drop()
})

async function jobCount(name: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>('select count(*) from pgboss.job where name = $1', [name])
  return Number(rows[0]?.count)
}

describe('a job', () => {
  it('is there when its transaction commits, and not before', async () => {
    let before = -1
    await spa.tenant.transaction(async (tx) => {
      await queue.enqueue(tx, 'summarise-conversation', { tenantId: spa.tenantId, conversationId })
      before = await jobCount('summarise-conversation')
    })
    expect(before).toBe(0)
    expect(await jobCount('summarise-conversation')).toBe(1)
  })

  it('is not there when its transaction is rolled back', async () => {
    const undone = spa.tenant.transaction(async (tx) => {
      await queue.enqueue(tx, 'expire-hold', { tenantId: spa.tenantId, holdId: conversationId })
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await jobCount('expire-hold')).toBe(0)
  })

  it('is written in one statement with the others of the same moment, and each wakes its own worker', async () => {
    const later = new Date(Date.now() + 60_000)
    const told: string[] = []
    client.on('notification', ({ payload }) => void told.push(payload!))
    const { rows } = await client.query<{ channel: string }>(
      `select 'pgboss_' || left(encode(sha224('pgboss'), 'hex'), 24) as channel`,
    )
    await client.query(`listen ${rows[0]!.channel}`)
    const statements: string[] = []
    const { tenantId } = spa
    await spa.tenant.transaction(async (tx) => {
      const watched = new Proxy(tx, {
        get: (target, name) =>
          name === '$queryRawUnsafe'
            ? (sql: string, ...values: unknown[]) => {
                statements.push(sql)
                return tx.$queryRawUnsafe(sql, ...values)
              }
            : Reflect.get(target, name),
      })
      await Promise.all([
        queue.enqueue(watched, 'ask-satisfaction', { tenantId, conversationId }),
        queue.enqueue(watched, 'mirror-appointment', { tenantId, appointmentId: conversationId }),
        queue.enqueue(
          watched,
          'send-reminder',
          { tenantId, appointmentId: conversationId, version: 1, ruleKey: 'default-1440' },
          { startAfter: later },
        ),
        // Asked for twice at one moment, it waits once, too.
        queue.enqueue(watched, 'mirror-appointment', { tenantId, appointmentId: conversationId }),
      ])
    })
    await client.query(`unlisten ${rows[0]!.channel}`)
    // Nobody is woken for what is not due.
    expect(told.sort()).toEqual(['ask-satisfaction', 'mirror-appointment'])
    expect(statements).toHaveLength(1)
    for (const name of ['ask-satisfaction', 'mirror-appointment', 'send-reminder']) expect(await jobCount(name)).toBe(1)
    const due = await client.query<{ name: string }>(
      `select name from pgboss.job where start_after <= now() + interval '1 second' and data->>'appointmentId' = $1`,
      [conversationId],
    )
    expect(due.rows.map(({ name }) => name)).toEqual(['mirror-appointment'])
  })

  it('waits once, however often it is asked for', async () => {
    const later = new Date(Date.now() + 60_000)
    for (let round = 0; round < 3; round++) {
      await spa.tenant.transaction((tx) =>
        queue.enqueue(tx, 'end-idle-conversation', { tenantId: spa.tenantId, conversationId }, { startAfter: later }),
      )
    }
    expect(await jobCount('end-idle-conversation')).toBe(1)
  })

  it('of a wrong shape is refused where it is made', async () => {
    const payload = { tenantId: spa.tenantId, outboxMessageId: 'Jane' }
    await expect(spa.tenant.transaction((tx) => queue.enqueue(tx, 'deliver-message', payload))).rejects.toThrow()
  })

  it('runs as soon as it is there, and knows which try it is', async () => {
    const tries: { retryCount: number; isLastTry: boolean }[] = []
    const done = Promise.withResolvers<void>()
    await queue.work('deliver-message', async ({ payload, retryCount, isLastTry }) => {
      tries.push({ retryCount, isLastTry })
      expect(payload).toEqual({ tenantId: spa.tenantId, outboxMessageId: conversationId })
      done.resolve()
    })
    await spa.tenant.transaction((tx) =>
      queue.enqueue(tx, 'deliver-message', { tenantId: spa.tenantId, outboxMessageId: conversationId }),
    )
    await done.promise
    expect(tries).toEqual([{ retryCount: 0, isLastTry: false }])
  })

  it('that is for later runs when it is due, though its worker was told of it long before', async () => {
    const ran = Promise.withResolvers<number>()
    await queue.work('wake-conversation', () => Promise.resolve(ran.resolve(Date.now())))
    const dueAt = Date.now() + 1_500
    await spa.tenant.transaction((tx) =>
      queue.enqueue(
        tx,
        'wake-conversation',
        { tenantId: spa.tenantId, conversationId },
        { startAfter: new Date(dueAt) },
      ),
    )
    const lateMs = (await ran.promise) - dueAt
    expect(lateMs).toBeGreaterThan(-100)
    expect(lateMs).toBeLessThan(4_000)
  }, 60_000)

  it('is followed by the next at once, however many were queued together', async () => {
    const many = Array.from(
      { length: 25 },
      (_, at) => `01900000-0000-7000-8000-0000000001${String(at).padStart(2, '0')}`,
    )
    const done = Promise.withResolvers<void>()
    const ran: string[] = []
    await queue.work('expire-hold', ({ payload }) => {
      ran.push(payload.holdId)
      if (ran.length === many.length) done.resolve()
      return Promise.resolve()
    })
    await spa.tenant.transaction(async (tx) => {
      for (const holdId of many) await queue.enqueue(tx, 'expire-hold', { tenantId: spa.tenantId, holdId })
    })
    await done.promise
    expect([...ran].sort()).toEqual(many)
  })
})
