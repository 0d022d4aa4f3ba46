import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findThread } from '../../src/channels/find-thread.ts'
import { isFlood, recentMessages } from '../../src/channels/inbound-limit.ts'
import { appendMessage } from '../../src/conversation/append-message.ts'
import { openDatabase, type PrismaClient } from '../../src/db/client.ts'
import { createSharedLimit, type LimitStore } from '../../src/db/shared-limit.ts'
import { createSessionLimit } from '../../src/http/widget/limits.ts'
import { createTestDatabase, seedMinimalSpa, type TestDatabase } from '../harness/database.ts'

let database: TestDatabase
let other: PrismaClient

beforeAll(async () => {
  database = await createTestDatabase()
  other = openDatabase({ connectionString: database.appUrl })
})
afterAll(async () => {
  await other.$disconnect()
  await database.drop()
})

const secret = 'the same in every process'
/** One process, and what it asks of the database. */
function processOn(prisma: PrismaClient): LimitStore & { queries: () => number } {
  let queries = 0
  const counted = new Proxy(prisma, {
    get(target, name) {
      if (name === '$queryRawUnsafe') queries += 1
      return Reflect.get(target, name, target) as unknown
    },
  })
  return { database: counted, secret, queries: () => queries }
}
const permitted = async (takes: Promise<{ ok: boolean }>[]) => (await Promise.all(takes)).filter(({ ok }) => ok).length
const rows = () => database.prisma.$queryRaw<{ key: string; points: number }[]>`select key, points from shared_limits`

describe('a limit', () => {
  it('is one for two processes', async () => {
    const limits = [processOn(database.prisma), processOn(other)].map((store) =>
      createSharedLimit(store, { name: 'one', points: 10, seconds: 60 }),
    )
    expect(await permitted(Array.from({ length: 30 }, (_, i) => limits[i % 2]!.take('203.0.113.7')))).toBe(10)
    expect(await limits[1]!.take('203.0.113.7')).toMatchObject({ ok: false })
    expect(await limits[0]!.take('203.0.113.8')).toEqual({ ok: true })
  })

  it('tells when to come back, and begins anew then', async () => {
    const limit = createSharedLimit(processOn(other), { name: 'anew', points: 1, seconds: 1 })
    expect(await limit.take('a')).toEqual({ ok: true })
    const refused = await limit.take('a')
    expect(refused).toMatchObject({ ok: false })
    expect(refused.ok || refused.retryAfterMs).toBeLessThanOrEqual(1_000)
    await expect.poll(() => limit.take('a'), { timeout: 3_000, interval: 100 }).toEqual({ ok: true })
  })

  it('costs the database nothing for whoever is over it', async () => {
    const store = processOn(database.prisma)
    const limit = createSharedLimit(store, { name: 'flood', points: 5, seconds: 60 })
    for (let i = 0; i < 5; i++) await limit.take('flooder')
    const asked = store.queries()
    expect(await permitted(Array.from({ length: 500 }, () => limit.take('flooder')))).toBe(0)
    expect(store.queries()).toBe(asked)
  })

  it('keeps no address, and nothing that could be tried out without the secret', async () => {
    await createSharedLimit(processOn(other), { name: 'who', points: 5, seconds: 60 }).take('198.51.100.23')
    const stored = await rows()
    expect(stored.some(({ key }) => key.startsWith('who:'))).toBe(true)
    for (const { key } of stored) expect(key).not.toContain('198.51.100')
    const elsewhere = { database: other, secret: 'another' }
    await createSharedLimit(elsewhere, { name: 'who', points: 5, seconds: 60 }).take('198.51.100.23')
    expect((await rows()).filter(({ key }) => key.startsWith('who:'))).toHaveLength(2)
  })

  it('goes on in memory while the database is away', async () => {
    const away = openDatabase({ connectionString: 'postgres://nobody@127.0.0.1:1/nothing' })
    const limit = createSharedLimit({ database: away, secret }, { name: 'away', points: 3, seconds: 60 })
    expect(await permitted(Array.from({ length: 5 }, () => limit.take('a')))).toBe(3)
    await away.$disconnect()
  })

  it('of sessions counts an address and a spa over both processes', async () => {
    const limits = [database.prisma, other].map((prisma) =>
      createSessionLimit({ perAddress: 2, perTenant: 3 }, { database: prisma, secret }),
    )
    const ask = (process: number, address: string) =>
      limits[process]!({ address, tenantId: 'spa' }).then(
        () => 200,
        (error: { status: number }) => error.status,
      )
    expect([await ask(0, '203.0.113.1'), await ask(1, '203.0.113.1'), await ask(0, '203.0.113.1')]).toEqual([
      200, 200, 429,
    ])
    expect([await ask(1, '203.0.113.2'), await ask(0, '203.0.113.3')]).toEqual([200, 429])
  })
})

describe('a flood of texts from one number', () => {
  it('is stored and not answered, a person is told once, and it is over after five minutes', async () => {
    const { tenant } = await seedMinimalSpa(database.prisma)
    const start = new Date('2026-11-24T15:00:00Z').getTime()
    const text = (index: number, atMs: number) =>
      tenant.transaction(async (tx) => {
        const now = new Date(start + atMs)
        const from = '+12125550111'
        const pair = { ourAddress: '+12125550142', theirAddress: from }
        const { conversationId } = await findThread(tx, { channel: 'sms', ...pair, now })
        const recent = await recentMessages(tx, { conversationId, channel: 'sms', now })
        const flood = await isFlood(tx, { conversationId, channel: 'sms', from, recent, now })
        const inbound = { direction: 'inbound', author: 'customer', channel: 'sms' } as const
        await appendMessage(tx, { conversationId, ...inbound, text: 'hi', sentAt: now, externalId: `SM${index}` })
        return flood
      })
    const floods = await Promise.all(Array.from({ length: 34 }, (_, i) => text(i, 60_000)))
    expect(floods.filter(Boolean)).toHaveLength(4)
    expect(await tenant.db.communicationMessage.count()).toBe(34)
    expect(await tenant.db.task.count()).toBe(1)
    expect(await text(98, 5 * 60_000)).toBe(true)
    expect(await text(99, 6 * 60_000 + 1)).toBe(false)
  })
})
