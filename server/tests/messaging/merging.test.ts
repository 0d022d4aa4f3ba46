import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findThread } from '../../src/channels/find-thread.ts'
import { findOrCreateCustomer } from '../../src/customers/find-or-create.ts'
import { mergeCustomers } from '../../src/customers/merge.ts'
import { undoMerge } from '../../src/customers/undo-merge.ts'
import { customerTables } from '../../src/db/customer-rows.ts'
import type { Prisma } from '../../src/db/generated/client.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'

const now = new Date('2026-11-24T15:00:00Z')
const later = new Date('2026-11-24T16:00:00Z')
const before = new Date('2026-11-23T15:00:00Z')
const by = 'user:front-desk'

let database: TestDatabase
let owner: pg.Client
let spa: MinimalSpa

beforeAll(async () => {
  database = await createTestDatabase()
  owner = new pg.Client({ connectionString: database.adminUrl })
  await owner.connect()
})
beforeEach(async () => {
  spa = await seedMinimalSpa(database.prisma)
})
afterAll(async () => {
  await owner.end()
  await database.drop()
})

const newCustomer = async (data: Prisma.CustomerUncheckedCreateInput) =>
  (await spa.tenant.db.customer.create({ data })).id
const identity = async (customerId: string, value: string, isProven = false) =>
  (
    await spa.tenant.db.identity.create({
      data: {
        customerId,
        kind: value.includes('@') ? 'email' : 'phone',
        value,
        ...(isProven ? { status: 'verified' as const, verifiedAt: before } : {}),
      },
    })
  ).id
const merge = (keptId: string, mergedId: string) => mergeCustomers(spa.tenant, { keptId, mergedId, by, now })
const mergeId = (result: Awaited<ReturnType<typeof merge>>) => {
  if (!result.ok) throw new Error(result.reason)
  return result.mergeId
}
const undo = (id: string) => undoMerge(spa.tenant, { mergeId: id, by, now: later })

let appointments = 0
/** One row of every kind that hangs on a customer, but for identities. */
async function everythingOf(customerId: string): Promise<string> {
  const { db } = spa.tenant
  const conversation = await db.conversation.create({ data: { channel: 'chat', customerId } })
  const conversationId = conversation.id
  const startsAt = new Date(now.getTime() + ++appointments * 86_400_000)
  await db.appointment.create({
    data: {
      customerId,
      serviceId: spa.botoxId,
      providerId: spa.leeId,
      locationId: spa.locationId,
      startsAt,
      endsAt: new Date(startsAt.getTime() + 1_800_000),
      reference: `R${appointments}`,
      idempotencyKey: `key ${appointments}`,
      priceCents: 25_000,
    },
  })
  await db.consent.create({
    data: { customerId, purpose: 'sms_appointment', isGranted: true, text: 'yes', source: 'chat' },
  })
  await db.visitor.create({ data: { customerId } })
  await db.verificationCode.create({
    data: {
      conversationId,
      customerId,
      kind: 'phone',
      value: '+12125550199',
      codeHash: 'x:y',
      expiresAt: now,
      createdAt: before,
    },
  })
  return conversationId
}

/** Everything that hangs on customers, as it stands: what a merge and its undoing must leave as it was. */
async function picture() {
  const { rows: tables } = await owner.query<{ name: string }>(
    `select table_name as name from information_schema.columns
     where column_name = 'customer_id' and table_schema = 'public' order by 1`,
  )
  const all: Record<string, unknown> = {}
  for (const { name } of tables) {
    const { rows } = await owner.query<{ row: unknown }>(
      `select to_jsonb(t) as row from ${name} t where tenant_id = $1 order by id`,
      [spa.tenantId],
    )
    all[name] = rows.map(({ row }) => row)
  }
  const { rows } = await owner.query(
    `select id, given_name, family_name, note, time_zone, language, merged_into_id from customers where tenant_id = $1 order by id`,
    [spa.tenantId],
  )
  return { ...all, customers: rows }
}

describe('what hangs on a customer', () => {
  it('is known in full: every table with a customer is moved, and its rows follow a merge', async () => {
    const { rows: keyed } = await owner.query<{ name: string; column: string }>(`
      select conrelid::regclass::text as name, attname as column from pg_constraint
      join pg_attribute on attrelid = conrelid and attnum = any (conkey) and attname <> 'tenant_id'
      where contype = 'f' and confrelid = 'customers'::regclass`)
    const { rows: named } = await owner.query<{ name: string; triggers: number }>(`
      select c.oid::regclass::text as name,
        (select count(*)::int from pg_trigger where tgrelid = c.oid and tgname = 'follow_merged_customer') as triggers
      from pg_class c join pg_attribute on attrelid = c.oid
      where attname = 'customer_id' and relkind = 'r' and relnamespace = 'public'::regnamespace`)
    expect(named.map(({ name }) => name).sort()).toEqual([...customerTables])
    for (const { name, triggers } of named) expect(triggers, name).toBe(1)
    const others = keyed.filter(({ name }) => !customerTables.some((table) => table === name))
    expect(others.map(({ name, column }) => `${name}.${column}`).sort()).toEqual([
      'customer_merges.kept_id',
      'customer_merges.merged_id',
      'customers.merged_into_id',
    ])
  })
})

describe('two customers that are one', () => {
  it('become one, with everything, and are parted again as they were', async () => {
    const jane = await newCustomer({ givenName: 'Jane' })
    const double = await newCustomer({ givenName: 'Jane', familyName: 'Doe', note: 'likes tea' })
    await everythingOf(jane)
    await everythingOf(double)
    await identity(jane, '+12125550111')
    await identity(double, '+12125550111', true)
    await identity(double, 'jane@example.com')
    const asItWas = await picture()

    const id = mergeId(await merge(jane, double))
    for (const model of ['appointment', 'consent', 'visitor', 'conversation'] as const) {
      const table = spa.tenant.db[model] as { count(query: object): Promise<number> }
      expect(await table.count({ where: { customerId: jane } }), model).toBe(2)
    }
    const identities = await spa.tenant.db.identity.findMany({ orderBy: { value: 'asc' } })
    expect(identities.map(({ customerId, value, status }) => [customerId, value, status])).toEqual([
      [jane, '+12125550111', 'verified'],
      [jane, 'jane@example.com', 'claimed'],
    ])
    expect(await spa.tenant.db.customer.findFirst({ where: { id: jane } })).toMatchObject({
      familyName: 'Doe',
      note: 'likes tea',
    })

    expect(await undo(id)).toMatchObject({ ok: true, restored: { appointments: 1, identities: 2 } })
    expect(await picture()).toEqual(asItWas)
    const audit = await spa.tenant.db.auditEntry.findMany({ orderBy: { at: 'asc' } })
    expect(audit.map(({ action, actor }) => [action, actor])).toEqual([
      ['customer.merged', by],
      ['customer.merge_undone', by],
    ])
  })

  it('are as they were after any merge that is undone', async () => {
    const values = ['+12125550111', '+12125550112', 'a@example.com', 'b@example.com']
    const Person = fc.record({
      familyName: fc.option(fc.constantFrom('Doe', 'Roe')),
      note: fc.option(fc.constantFrom('n1', 'n2')),
      things: fc.integer({ min: 0, max: 2 }),
      identities: fc.uniqueArray(fc.record({ value: fc.constantFrom(...values), isProven: fc.boolean() }), {
        selector: ({ value }) => value,
      }),
    })
    await fc.assert(
      fc.asyncProperty(Person, Person, async (...people) => {
        await spa.tenant.db.identity.deleteMany({})
        const ids: string[] = []
        const proven = new Set<string>()
        for (const { familyName, note, things, identities } of people) {
          const id = await newCustomer({ givenName: 'Jane', familyName, note })
          ids.push(id)
          for (let i = 0; i < things; i++) await everythingOf(id)
          for (const { value, isProven } of identities) {
            // One customer at most holds a value proved.
            await identity(id, value, isProven && !proven.has(value))
            if (isProven) proven.add(value)
          }
        }
        const asItWas = await picture()
        const id = mergeId(await merge(ids[0]!, ids[1]!))
        expect(await spa.tenant.db.identity.count({ where: { customerId: ids[1]! } })).toBe(0)
        expect(await undo(id)).toMatchObject({ ok: true })
        expect(await picture()).toEqual(asItWas)
      }),
      { numRuns: 12 },
    )
  })

  it('keep what came since with the kept one', async () => {
    const [jane, double] = [await newCustomer({ givenName: 'Jane' }), await newCustomer({ givenName: 'Jane' })]
    const old = await everythingOf(double)
    await identity(double, '+12125550111')
    const id = mergeId(await merge(jane, double))
    // Written by somebody who had read the merged one's id.
    const since = await everythingOf(double)
    await identity(double, 'new@example.com')
    await spa.tenant.db.conversation.updateMany({ where: { id: old }, data: { verifiedAt: later } })
    await undo(id)
    const of = async (conversationId: string) =>
      spa.tenant.db.conversation.findFirst({
        where: { id: conversationId },
        select: { customerId: true, verifiedAt: true },
      })
    // Proved as both: now as nobody.
    expect(await of(old)).toEqual({ customerId: double, verifiedAt: null })
    expect(await of(since)).toMatchObject({ customerId: jane })
    const identities = await spa.tenant.db.identity.findMany({ orderBy: { value: 'asc' } })
    expect(identities.map(({ customerId, value }) => [customerId, value])).toEqual([
      [double, '+12125550111'],
      [jane, 'new@example.com'],
    ])
  })

  it('are merged once, however many people say so at once, from either side', async () => {
    const [a, b] = [await newCustomer({ givenName: 'Jane' }), await newCustomer({ givenName: 'Jane' })]
    await everythingOf(a)
    await everythingOf(b)
    const results = await Promise.all([merge(a, b), merge(b, a), merge(a, b), merge(b, a)])
    expect(results.filter(({ ok }) => ok)).toHaveLength(1)
    for (const result of results.filter(({ ok }) => !ok)) expect(result).toEqual({ ok: false, reason: 'already_one' })
    expect(await spa.tenant.db.customer.count({ where: { mergedIntoId: null } })).toBe(1)
    expect(await spa.tenant.db.customerMerge.count()).toBe(1)
  })

  it('are written to as one by what was under way', async () => {
    const [a, b] = [await newCustomer({ givenName: 'Jane' }), await newCustomer({ givenName: 'Jane' })]
    await Promise.all([merge(a, b), ...Array.from({ length: 6 }, () => everythingOf(b))])
    for (const table of customerTables) {
      const { rows } = await owner.query(`select count(*)::int as left from ${table} where customer_id = $1`, [b])
      expect(rows[0], table).toEqual({ left: 0 })
    }
  })

  it('are not merged with nobody, with themselves, or over the border of a spa', async () => {
    const jane = await newCustomer({ givenName: 'Jane' })
    const other = await seedMinimalSpa(database.prisma)
    const foreign = (await other.tenant.db.customer.create({ data: { givenName: 'Jane' } })).id
    expect(await merge(jane, jane)).toEqual({ ok: false, reason: 'already_one' })
    expect(await merge(jane, foreign)).toEqual({ ok: false, reason: 'not_found' })
    expect(await merge(foreign, jane)).toEqual({ ok: false, reason: 'not_found' })
    expect(await undo(foreign)).toEqual({ ok: false, reason: 'not_found' })
  })
})

describe('merges on merges', () => {
  it('go to the last one, and are undone from the last one', async () => {
    const [a, b, c] = [
      await newCustomer({ givenName: 'A' }),
      await newCustomer({ givenName: 'B' }),
      await newCustomer({ givenName: 'C' }),
    ]
    await everythingOf(a)
    await everythingOf(b)
    await identity(a, 'a@example.com')
    const asItWas = await picture()
    const aIntoB = mergeId(await merge(b, a))
    const bIntoC = mergeId(await merge(c, b))
    expect(await merge(a, c)).toEqual({ ok: false, reason: 'already_one' })
    expect(await spa.tenant.db.appointment.count({ where: { customerId: c } })).toBe(2)
    // Written for the first of the three: it is the last one's.
    const late = await everythingOf(a)
    expect(await spa.tenant.db.conversation.findFirst({ where: { id: late } })).toMatchObject({ customerId: c })
    await spa.tenant.db.conversation.deleteMany({ where: { id: late, codes: { none: {} } } })

    expect(await undo(aIntoB)).toEqual({ ok: false, reason: 'merged_further', mergeId: bIntoC })
    expect(await undo(bIntoC)).toMatchObject({ ok: true, restored: { appointments: 2 } })
    expect(await undo(aIntoB)).toMatchObject({ ok: true, restored: { appointments: 1 } })
    expect(await undo(aIntoB)).toEqual({ ok: false, reason: 'already_undone' })
    const parted = await picture()
    expect(parted.customers).toEqual(asItWas.customers)
    expect(await spa.tenant.db.appointment.count({ where: { customerId: a } })).toBe(1)
    expect(await spa.tenant.db.appointment.count({ where: { customerId: b } })).toBe(1)
  })

  it('leave a merged customer out of every look-up', async () => {
    const [jane, double] = [await newCustomer({ givenName: 'Jane' }), await newCustomer({ givenName: 'Jane' })]
    await identity(double, '+12125550111')
    await merge(jane, double)
    const { id: conversationId } = await spa.tenant.db.conversation.create({ data: { channel: 'chat' } })
    const contacts = [{ kind: 'phone' as const, value: '+12125550111' }]
    const found = await spa.tenant.transaction((tx) =>
      findOrCreateCustomer(tx, { conversationId, person: { givenName: 'Jane', familyName: null, contacts }, now }),
    )
    expect(found).toEqual({ customerId: jane, isNew: false })
    const thread = await spa.tenant.transaction((tx) =>
      findThread(tx, {
        channel: 'sms',
        ourAddress: '+12125550142',
        theirAddress: '+12125550111',
        now,
        forCustomerId: double,
      }),
    )
    expect(thread.customerId).toBe(jane)
  })
})
