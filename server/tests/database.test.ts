import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../prisma/migrate.ts'
import { checkApplicationRole } from '../src/db/check-role.ts'
import { openDatabase, type PrismaClient } from '../src/db/client.ts'
import { findTenantBySiteKey, membershipsOfUser } from '../src/db/directory.ts'
import { isExclusionViolation, isUnavailable, isUniqueViolation } from '../src/db/errors.ts'
import { forTenant } from '../src/db/for-tenant.ts'
import { listenForChanges } from '../src/db/listen.ts'
import { notifyConversation, type Change } from '../src/db/notify.ts'
import { searchKnowledge } from '../src/db/search-knowledge.ts'
import {
  createRestartableDatabase,
  createTestDatabase,
  seedMinimalSpa,
  type MinimalSpa,
  type TestDatabase,
} from './harness/database.ts'
import { seedBlock } from './harness/minimal-spa.ts'

let database: TestDatabase
let spa: MinimalSpa
let other: MinimalSpa

beforeAll(async () => {
  database = await createTestDatabase()
  spa = await seedMinimalSpa(database.prisma)
  other = await seedMinimalSpa(database.prisma)
})
afterAll(() => database.drop())

const failure = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => Promise.reject(new Error('It did not fail')),
    (error: unknown) => error,
  )

describe('an error of the database', () => {
  it('is known as an overlap, however the row was written', async () => {
    const data = {
      resourceId: spa.roomOneId,
      kind: 'time_off' as const,
      blockId: (await seedBlock(spa.tenant, spa.roomOneId)).id,
      startsAt: new Date('2027-05-01T10:00:00Z'),
      endsAt: new Date('2027-05-01T11:00:00Z'),
    }
    await spa.tenant.db.occupation.create({ data })
    const attempts = [
      () => spa.tenant.db.occupation.create({ data }),
      () => spa.tenant.db.occupation.createMany({ data: [data] }),
      () => spa.tenant.transaction((tx) => tx.occupation.create({ data })),
      () =>
        spa.tenant.transaction(
          (tx) => tx.$executeRaw`
          insert into occupations (id, resource_id, block_id, kind, starts_at, ends_at)
          values (gen_random_uuid(), ${data.resourceId}::uuid, ${data.blockId}::uuid, 'time_off', ${data.startsAt}, ${data.endsAt})`,
        ),
    ]
    for (const attempt of attempts) {
      const error = await failure(attempt())
      expect(isExclusionViolation(error)).toBe(true)
      expect(isUniqueViolation(error)).toBe(false)
      expect(isUnavailable(error)).toBe(false)
    }
  })

  it('is known as a key that is there already, and which', async () => {
    const data = { name: 'cancellation', version: 1, text: '', cancelWindowHours: 1 }
    const key = 'policies_tenant_id_name_version_key'
    for (const attempt of [
      () => spa.tenant.db.policy.create({ data }),
      () =>
        spa.tenant.transaction(
          (tx) => tx.$executeRaw`
          insert into policies (id, name, version, text, cancel_window_hours)
          values (gen_random_uuid(), 'cancellation', 1, '', 1)`,
        ),
    ]) {
      const error = await failure(attempt())
      expect(isUniqueViolation(error)).toBe(true)
      expect(isUniqueViolation(error, key)).toBe(true)
      expect(isUniqueViolation(error, 'another_key')).toBe(false)
    }
  })

  it('is nothing of the kind when it is something else', () => {
    for (const error of [new Error('no'), null, undefined, 'text', { code: 'P2025' }]) {
      expect(isExclusionViolation(error) || isUniqueViolation(error) || isUnavailable(error)).toBe(false)
    }
  })

  it('lets two customers claim one number, and only one hold it verified', async () => {
    const verified = {
      kind: 'phone' as const,
      value: '+12125550133',
      status: 'verified' as const,
      verifiedAt: new Date(),
    }
    const claimed = { kind: 'phone' as const, value: '+12125550133' }
    const create = (identity: typeof claimed) =>
      spa.tenant.db.customer.create({ data: { givenName: 'Noa', identities: { create: identity } } })
    await create(verified)
    await create(claimed)
    expect(isUniqueViolation(await failure(create(verified)), 'identities_one_verified_holder')).toBe(true)
  })
})

describe('a database that goes away', () => {
  it('fails what was under way, ends no process, and is used again when it is back', async () => {
    const own = await createRestartableDatabase()
    const lost: Error[] = []
    const prisma = openDatabase({
      connectionString: own.appUrl,
      poolSize: 2,
      onConnectionLost: (error) => lost.push(error),
    })
    const uncaught: unknown[] = []
    const onUncaught = (error: unknown) => uncaught.push(error)
    process.on('uncaughtException', onUncaught)
    try {
      const { tenant } = await seedMinimalSpa(prisma)
      // One connection idle in the pool, and one checked out between two queries.
      await Promise.all([tenant.db.service.count(), tenant.db.service.count()])
      const between = tenant.transaction(async (tx) => {
        await tx.service.count()
        await own.stop()
        await tx.service.count()
      })
      expect(isUnavailable(await failure(between))).toBe(true)
      expect(isUnavailable(await failure(tenant.db.service.count()))).toBe(true)
      expect(isUnavailable(await failure(tenant.transaction((tx) => tx.service.count())))).toBe(true)
      expect(isUnavailable(await failure(prisma.$queryRaw`select 1`))).toBe(true)
      await own.start()
      expect(await tenant.db.service.count()).toBe(3)

      const waiting = tenant.transaction(async (tx) => tx.$executeRaw`select pg_sleep(20)`)
      const watcher = new pg.Client({ connectionString: own.adminUrl })
      await watcher.connect()
      watcher.on('error', () => undefined)
      await expect
        .poll(
          async () =>
            (
              await watcher.query(
                `select from pg_stat_activity where query like '%pg_sleep(20)' and state = 'active' and pid <> pg_backend_pid()`,
              )
            ).rowCount,
        )
        .toBe(1)
      await watcher.end()
      const [error] = await Promise.all([failure(waiting), own.restart()])
      expect(isUnavailable(error)).toBe(true)
      expect(await tenant.db.service.count()).toBe(3)
      expect(lost.length).toBeGreaterThan(0)
      expect(uncaught).toEqual([])
    } finally {
      process.off('uncaughtException', onUncaught)
      await prisma.$disconnect()
      await own.drop()
    }
  }, 40_000)
})

describe('before a tenant is known', () => {
  it('finds the spa of a site key, and nothing for what is no key', async () => {
    expect(await findTenantBySiteKey(database.prisma, spa.siteKey)).toMatchObject({
      id: spa.tenantId,
      name: 'Willow Spa',
    })
    for (const key of ['', 'nobody', '\0', "' or true --", '💆', 'x'.repeat(10_000)]) {
      expect(await findTenantBySiteKey(database.prisma, key)).toBeNull()
    }
  })

  it('finds the spas of a person, and those only', async () => {
    const user = (id: string) => ({ id, name: id, email: `${id}@example.com`, updatedAt: new Date() })
    await database.prisma.user.createMany({ data: [user('ann'), user('bob')] })
    await spa.tenant.db.membership.create({ data: { userId: 'ann', role: 'owner' } })
    await other.tenant.db.membership.create({ data: { userId: 'ann', role: 'front_desk' } })
    await other.tenant.db.membership.create({ data: { userId: 'bob', role: 'owner' } })
    const keys = async (userId: string) =>
      (await membershipsOfUser(database.prisma, userId)).map((one) => one.siteKey).sort()
    expect(await keys('ann')).toEqual([spa.siteKey, other.siteKey].sort())
    expect(await keys('bob')).toEqual([other.siteKey])
    expect(await keys('')).toEqual([])
    expect(await keys('nobody')).toEqual([])
  })
})

describe('a change', () => {
  it('is heard when it is committed, not when it is rolled back, and after a gap everything is read anew', async () => {
    const own = await createRestartableDatabase()
    const { tenant, tenantId } = await seedMinimalSpa(own.prisma)
    const ended = new AbortController()
    const heard: Change[] = []
    let gaps = 0
    const errors: Error[] = []
    const change = (work?: () => never) =>
      tenant.transaction(async (tx) => {
        const { id } = await tx.conversation.create({ data: { channel: 'chat' } })
        await notifyConversation(tx, { conversationId: id })
        work?.()
        return id
      })
    try {
      await listenForChanges({
        connectionString: own.appUrl,
        onChange: (one) => heard.push(one),
        onGap: () => gaps++,
        onError: (error) => errors.push(error),
        signal: ended.signal,
      })
      await failure(
        change(() => {
          throw new Error('rolled back')
        }),
      )
      const first = await change()
      await expect.poll(() => heard).toEqual([{ type: 'conversation', tenantId, conversationId: first }])
      await own.restart()
      await expect.poll(() => gaps, { timeout: 10_000 }).toBe(1)
      expect(errors.length).toBeGreaterThan(0)
      const second = await change()
      await expect.poll(() => heard.at(-1)).toEqual({ type: 'conversation', tenantId, conversationId: second })
      ended.abort()
      await expect
        .poll(() => own.prisma.$queryRaw`select 1 from pg_stat_activity where application_name = 'ava-listen'`)
        .toEqual([])
    } finally {
      ended.abort()
      await own.drop()
    }
  }, 40_000)
})

describe('a question', () => {
  const ask = (question: string, where = spa) =>
    where.tenant.transaction((tx) => searchKnowledge(tx, { question })).then((hits) => hits.map((hit) => hit.title))

  it('finds the article that speaks of it, in the words that people use', async () => {
    expect((await ask('Is there anywhere I can park my car?'))[0]).toBe('Where to park')
    expect((await ask('can I exercise after botox'))[0]).toBe('After Botox')
    expect(await ask('Do you sell bicycles?')).toEqual([])
  })

  it('is harmless, whatever it holds', async () => {
    for (const question of [
      '',
      ' ',
      "'; drop table users; --",
      ':* & | ! <-> (',
      '\0park',
      '🅿️ مواقف',
      'park '.repeat(200_000),
    ]) {
      await expect(ask(question)).resolves.toBeInstanceOf(Array)
    }
    expect(await ask('\0park')).toEqual(['Where to park'])
  })

  it('is never answered from another spa', async () => {
    await other.tenant.db.knowledgeArticle.create({
      data: { title: 'Trampolines', body: 'We have a trampoline.', tags: [] },
    })
    expect(await ask('trampoline')).toEqual([])
    expect(await ask('trampoline', other)).toEqual(['Trampolines'])
  })
})

describe('the role that the application connects as', () => {
  const check = async (url: string) => {
    const prisma = openDatabase({ connectionString: url, poolSize: 1 })
    return checkApplicationRole(prisma).finally(() => prisma.$disconnect())
  }

  it('is accepted when row-level security binds it', async () => {
    await expect(check(database.appUrl)).resolves.toBeUndefined()
  })

  it('is refused when it owns the tables or is a superuser, with the SQL that makes a right one', async () => {
    await expect(check(database.ownerUrl)).rejects.toThrow(/"ava_owner", which owns the tables[^]*CREATE ROLE ava_app/)
    await expect(check(database.adminUrl)).rejects.toThrow(/is a superuser[^]*NOBYPASSRLS/)
  })

  it('is refused when it is a member of the role that owns the tables', async () => {
    const own = await createRestartableDatabase()
    try {
      await asAdmin(own.adminUrl, 'grant ava_owner to ava_app')
      await expect(check(own.appUrl)).rejects.toThrow('owns the tables')
    } finally {
      await own.drop()
    }
  })

  it('is told to migrate when the database is empty', async () => {
    const empty = await emptyCopy()
    try {
      await expect(check(empty.appUrl)).rejects.toThrow('npm run db:migrate')
    } finally {
      await empty.drop()
    }
  })
})

describe('the migrate step', () => {
  it('is safe when several run at once, and has nothing to do afterwards', async () => {
    const empty = await emptyCopy()
    try {
      const results = await Promise.all([1, 2, 3].map(() => migrate(empty)))
      expect(results.filter(({ applied }) => applied.length > 0)).toHaveLength(1)
      expect(await migrate(empty)).toEqual({ applied: [] })
      const prisma: PrismaClient = openDatabase({ connectionString: empty.appUrl, poolSize: 1 })
      await expect(checkApplicationRole(prisma)).resolves.toBeUndefined()
      await expect(seedMinimalSpa(prisma)).resolves.toMatchObject({ siteKey: expect.any(String) })
      await prisma.$disconnect()
    } finally {
      await empty.drop()
    }
  }, 40_000)

  it('grants whichever role the application connects as', async () => {
    await asAdmin(database.adminUrl, `create role other_app login nosuperuser nobypassrls password 'secret'`)
    const appUrl = Object.assign(new URL(database.appUrl), { username: 'other_app', password: 'secret' }).href
    await migrate({ ownerUrl: database.ownerUrl, appUrl })
    const prisma = openDatabase({ connectionString: appUrl, poolSize: 1 })
    try {
      await expect(checkApplicationRole(prisma)).resolves.toBeUndefined()
      expect(await forTenant(prisma, spa.tenantId).db.service.count()).toBe(3)
    } finally {
      await prisma.$disconnect()
    }
  })

  it('says what is wrong with the URLs that it was given', async () => {
    const appUrl = Object.assign(new URL(database.appUrl), { username: 'nobody_here' }).href
    await expect(migrate({ ownerUrl: database.ownerUrl, appUrl })).rejects.toThrow('CREATE ROLE "nobody_here"')
    const ownerUrl = Object.assign(new URL(database.ownerUrl), { port: '1' }).href
    await expect(migrate({ ownerUrl, appUrl: database.appUrl })).rejects.toThrow('cannot be reached')
  })

  it('stops at a migration that failed before, and says what to do', async () => {
    const broken = await createTestDatabase()
    try {
      await asAdmin(
        broken.adminUrl,
        `update _prisma_migrations set finished_at = null where migration_name like '%_guards'`,
      )
      await expect(migrate(broken)).rejects.toThrow(/_guards failed before[^]*db:reset/)
    } finally {
      await broken.drop()
    }
  })
})

async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

/** A database with its two roles and nothing in it. */
async function emptyCopy(): Promise<{ ownerUrl: string; appUrl: string; drop(): Promise<void> }> {
  const own = await createTestDatabase()
  await asAdmin(own.ownerUrl, 'drop schema pgboss cascade; drop schema public cascade; create schema public')
  return own
}
