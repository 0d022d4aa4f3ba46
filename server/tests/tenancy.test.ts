import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type PrismaClient } from '../src/db/client.ts'
import { forTenant, type TenantTransaction } from '../src/db/for-tenant.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from './harness/database.ts'
import { seedBlock } from './harness/minimal-spa.ts'

/** Tables that are not a spa's. Each needs a reason here. */
const globalTables = [
  'tenants', // the spa itself: its own policies
  'users', // people may work for several spas
  'sessions',
  'accounts',
  'verifications',
  'two_factors', // of people, like their passwords
  'passkeys',
  'rate_limits',
  'shared_limits', // keyed hashes of who asked, and how often
  'agencies', // read through agency_tenants
  '_prisma_migrations', // the owner's alone
]

/** The policies beside own_tenant. */
const meant: Record<string, string[]> = {
  memberships: ['own_user'],
  invitations: ['by_link'],
  channel_addresses: ['by_address'],
  ...Object.fromEntries(
    ['communication_messages', 'conversations', 'customers', 'identities', 'conversation_labels'].map((table) => [
      table,
      ['search_by_owner'],
    ]),
  ),
}

let database: TestDatabase
let owner: pg.Client
/** One connection, so that every query runs where another spa's ran just before. */
let narrow: PrismaClient
let ours: MinimalSpa
let theirs: MinimalSpa

beforeAll(async () => {
  database = await createTestDatabase()
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  narrow = openDatabase({ connectionString: database.appUrl, poolSize: 1 })
  ours = await seedMinimalSpa(narrow)
  theirs = await seedMinimalSpa(narrow)
})
afterAll(async () => {
  await owner.end()
  await narrow.$disconnect()
  await database.drop()
})

interface Table {
  name: string
  enabled: boolean
  forced: boolean
  policies: string[]
  key: string[]
}

async function tenantTables(): Promise<Table[]> {
  const { rows } = await owner.query<Table>(`
    select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
           array(select polname::text from pg_policy where polrelid = c.oid) as policies,
           (select array_agg(a.attname::text order by k.place)
            from pg_index i, unnest(i.indkey::int[]) with ordinality k(number, place)
            join pg_attribute a on a.attnum = k.number
            where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid) as key
    from pg_class c join pg_attribute t on t.attrelid = c.oid and t.attname = 'tenant_id'
    where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace order by 1`)
  return rows
}

describe('the catalogue', () => {
  it('has row-level security, forced, with a policy on every tenant table', async () => {
    const tables = await tenantTables()
    expect(tables.length).toBeGreaterThan(30)
    for (const table of tables) {
      expect(table, table.name).toMatchObject({ enabled: true, forced: true })
      // A second policy only ever opens more: each one has to be meant.
      expect([...table.policies].sort(), table.name).toEqual([...(meant[table.name] ?? []), 'own_tenant'].sort())
    }
  })

  it('gives every policy of a tenant table the condition that reused connections need', async () => {
    const { rows } = await owner.query<{ name: string; using: string; check: string }>(`
      select polrelid::regclass::text as name, pg_get_expr(polqual, polrelid) as using,
             pg_get_expr(polwithcheck, polrelid) as check
      from pg_policy where polname = 'own_tenant' and polrelid <> 'tenants'::regclass`)
    const condition = /^\(tenant_id = \(NULLIF\(current_setting\('app.tenant_id'::text, true\), ''::text\)\)::uuid\)$/
    for (const { name, using, check } of rows) {
      expect(using, name).toMatch(condition)
      expect(check, name).toMatch(condition)
    }
  })

  it('keys every tenant table by its tenant first', async () => {
    for (const { name, key } of await tenantTables()) expect(key[0], name).toBe('tenant_id')
  })

  it('knows every table without a tenant by name', async () => {
    const { rows } = await owner.query<{ name: string }>(`
      select relname as name from pg_class c
      where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
        and not exists (select from pg_attribute where attrelid = c.oid and attname = 'tenant_id')`)
    expect(rows.map((row) => row.name).sort()).toEqual([...globalTables].sort())
  })

  it('carries the tenant in every foreign key between tenant tables', async () => {
    const names = (await tenantTables()).map((table) => table.name)
    const { rows } = await owner.query<{ name: string; from: string[]; to: string[] }>(
      `
      select conname as name,
             array(select attname::text from pg_attribute where attrelid = conrelid and attnum = any (conkey)) as from,
             array(select attname::text from pg_attribute where attrelid = confrelid and attnum = any (confkey)) as to
      from pg_constraint
      where contype = 'f' and conrelid = any ($1::text[]::regclass[]) and confrelid = any ($1::text[]::regclass[])`,
      [names],
    )
    expect(rows.length).toBeGreaterThan(30)
    for (const { name, from, to } of rows) {
      expect(from, name).toContain('tenant_id')
      expect(to, name).toContain('tenant_id')
    }
  })

  it('begins every unique key of a tenant table with the tenant, so that none tells of another spa', async () => {
    const { rows } = await owner.query<{ name: string; first: string }>(`
      select i.indexrelid::regclass::text as name,
             (select attname::text from pg_attribute where attrelid = i.indrelid and attnum = i.indkey[0]) as first
      from pg_index i join pg_attribute t on t.attrelid = i.indrelid and t.attname = 'tenant_id'
      where i.indisunique and i.indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)`)
    // A number or an address is the world's, and leads to one spa: two cannot have it.
    // The hash of a link is random: that it is taken tells of nobody.
    const worldwide = ['channel_addresses_one_spa', 'invitations_token_hash_key']
    for (const { name, first } of rows.filter((row) => !worldwide.includes(row.name))) {
      expect(first, name).toBe('tenant_id')
    }
  })

  it('says of every index which query it serves', async () => {
    const { rows } = await owner.query<{ name: string }>(`
      select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid
      where c.relnamespace = 'public'::regnamespace and not i.indisprimary
        and obj_description(i.indexrelid, 'pg_class') is null`)
    expect(rows).toEqual([])
  })

  it('has no view that would run with its owner’s rights', async () => {
    const { rows } = await owner.query(`
      select relname from pg_class where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace
        and not coalesce(reloptions::text[] @> array['security_invoker=true'], false)`)
    expect(rows).toEqual([])
  })

  it('gives the application no table to truncate, to own or to change the history of', async () => {
    const { rows } = await owner.query<{ name: string }>(`
      select oid::regclass::text as name from pg_class
      where relkind in ('r', 'p') and relnamespace in ('public'::regnamespace, 'pgboss'::regnamespace)
        and (has_table_privilege('ava_app', oid, 'truncate') or has_table_privilege('ava_app', oid, 'references')
             or has_table_privilege('ava_app', oid, 'trigger') or pg_has_role('ava_app', relowner, 'member'))`)
    expect(rows).toEqual([])
    const { rows: audit } = await owner.query<{ changes: boolean }>(`
      select has_table_privilege('ava_app', 'audit_entries', 'update')
          or has_table_privilege('ava_app', 'audit_entries', 'delete') as changes`)
    expect(audit).toEqual([{ changes: false }])
  })
})

/** Runs SQL as the application, on the one connection, as `tenantId`. */
async function rawAs<T>(tenantId: string, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
  return forTenant(narrow, tenantId).transaction(work)
}

describe('a forged tenant id', () => {
  it('reads nothing through the models', async () => {
    const { db } = ours.tenant
    const forged = { tenantId: theirs.tenantId }
    expect(await db.service.findMany({ where: forged })).toEqual([])
    expect(await db.service.findMany({ where: { OR: [forged, { id: theirs.botoxId }] } })).toEqual([])
    expect(await db.service.findUnique({ where: { tenantId_id: { ...forged, id: theirs.botoxId } } })).toBeNull()
    expect(
      await db.service.findUnique({ where: { tenantId_id: { tenantId: ours.tenantId, id: theirs.botoxId } } }),
    ).toBeNull()
    expect(await db.service.count({ where: forged })).toBe(0)
    expect(await db.service.count({ where: { NOT: { tenantId: ours.tenantId } } })).toBe(0)
    expect(await db.service.groupBy({ by: ['tenantId'], _count: true })).toEqual([
      { tenantId: ours.tenantId, _count: 3 },
    ])
    expect(
      (await db.service.aggregate({ where: forged, _sum: { priceFromCents: true } }))._sum.priceFromCents,
    ).toBeNull()
    expect(await db.tenant.findMany({ where: { id: theirs.tenantId } })).toEqual([])
    expect(await db.tenant.findUnique({ where: { siteKey: theirs.siteKey } })).toBeNull()
  })

  it('writes, changes and deletes nothing through the models', async () => {
    const { db } = ours.tenant
    const forged = { tenantId: theirs.tenantId }
    const where = { tenantId_id: { ...forged, id: theirs.botoxId } }
    const refused = { name: 'ForeignTenantError' }
    await expect(db.service.update({ where, data: { name: 'x' } })).rejects.toMatchObject(refused)
    await expect(db.service.updateMany({ where: forged, data: { name: 'x' } })).rejects.toMatchObject(refused)
    await expect(db.service.delete({ where })).rejects.toMatchObject(refused)
    await expect(db.customer.create({ data: { ...forged, givenName: 'x' } })).rejects.toMatchObject(refused)
    await expect(db.customer.createMany({ data: [{ ...forged, givenName: 'x' }] })).rejects.toMatchObject(refused)
    await expect(
      db.customer.create({
        data: {
          givenName: 'x',
          consents: { create: { ...forged, purpose: 'p', isGranted: true, text: '', source: '' } as never },
        },
      }),
    ).rejects.toMatchObject(refused)
    await expect(
      db.policy.upsert({
        where: { tenantId_name_version: { ...forged, name: 'cancellation', version: 1 } },
        create: { name: 'n', version: 1, text: '', cancelWindowHours: 1 },
        update: { text: 'x' },
      }),
    ).rejects.toMatchObject(refused)
    await expect(db.tenant.update({ where: { id: theirs.tenantId }, data: { name: 'x' } })).rejects.toMatchObject({
      code: 'P2025',
    })
    await expect(
      db.tenant.create({ data: { id: theirs.tenantId, siteKey: 'x', name: 'x', timeZone: 'UTC' } }),
    ).rejects.toMatchObject(refused)
    expect(await db.service.updateMany({ where: { id: theirs.botoxId }, data: { name: 'x' } })).toEqual({ count: 0 })
    expect(await db.service.deleteMany({ where: { id: theirs.botoxId } })).toEqual({ count: 0 })
    expect(await theirs.tenant.db.service.count({ where: { name: 'x' } })).toBe(0)
    expect(await theirs.tenant.db.service.count()).toBe(3)
  })

  it('reads and writes nothing in raw SQL, on a connection that served the other spa just before', async () => {
    for (const { name } of await tenantTables()) {
      await theirs.tenant.db.service.count()
      const rows = await rawAs(ours.tenantId, (tx) =>
        tx.$queryRawUnsafe<{ n: bigint }[]>(`select count(*) as n from ${name} where tenant_id = '${theirs.tenantId}'`),
      )
      expect(rows[0]?.n, name).toBe(0n)
    }
    const foreign = `where tenant_id = '${theirs.tenantId}'`
    const changed = await rawAs(ours.tenantId, (tx) =>
      tx.$executeRawUnsafe(`update services set name = 'x' ${foreign}`),
    )
    const deleted = await rawAs(ours.tenantId, (tx) =>
      tx.$executeRawUnsafe(`delete from knowledge_articles ${foreign}`),
    )
    expect([changed, deleted]).toEqual([0, 0])
    await expect(
      rawAs(ours.tenantId, (tx) =>
        tx.$executeRawUnsafe(
          `insert into customers (tenant_id, id, given_name, updated_at) values ('${theirs.tenantId}', gen_random_uuid(), 'x', now())`,
        ),
      ),
    ).rejects.toThrow(/row-level security/)
    await expect(
      rawAs(ours.tenantId, (tx) => tx.$executeRawUnsafe(`update services set tenant_id = '${theirs.tenantId}'`)),
    ).rejects.toThrow(/row-level security|foreign key/)
  })

  it('cannot truncate, switch row-level security off or become another role', async () => {
    for (const sql of [
      'truncate services cascade',
      'alter table services disable row level security',
      'set role ava_owner',
      'drop policy own_tenant on services',
    ]) {
      await expect(
        rawAs(ours.tenantId, (tx) => tx.$executeRawUnsafe(sql)),
        sql,
      ).rejects.toThrow(/permission denied|must be owner/)
    }
  })

  it('sees nothing at all when no tenant is named, on a fresh connection and on a used one', async () => {
    const fresh = openDatabase({ connectionString: database.appUrl, poolSize: 1 })
    try {
      expect(await fresh.service.count()).toBe(0)
      await forTenant(fresh, ours.tenantId).db.service.count()
      expect(await fresh.service.count()).toBe(0)
      expect(await fresh.tenant.count()).toBe(0)
      expect(await fresh.membership.count()).toBe(0)
    } finally {
      await fresh.$disconnect()
    }
  })

  it('is refused when it is no uuid, or when the model is not a tenant’s', async () => {
    expect(() => forTenant(narrow, '')).toThrow('uuid')
    expect(() => forTenant(narrow, `${ours.tenantId}' or true`)).toThrow('uuid')
    await expect(ours.tenant.db.user.findMany()).rejects.toThrow("not a tenant's table")
  })
})

describe('a reference to another spa’s row', () => {
  it('is refused by the database, although foreign keys do not see row-level security', async () => {
    const customer = await theirs.tenant.db.customer.create({ data: { givenName: 'Théa' } })
    const { id: blockId } = await seedBlock(ours.tenant, ours.roomOneId)
    await expect(
      ours.tenant.db.identity.create({ data: { customerId: customer.id, kind: 'email', value: 'thea@example.com' } }),
    ).rejects.toMatchObject({ code: 'P2003' })
    await expect(
      ours.tenant.db.occupation.create({
        data: {
          resourceId: theirs.roomOneId,
          kind: 'time_off',
          blockId,
          startsAt: new Date('2027-01-01T10:00:00Z'),
          endsAt: new Date('2027-01-01T11:00:00Z'),
        },
      }),
    ).rejects.toMatchObject({ code: 'P2003' })
  })
})

describe('what is created without naming a tenant', () => {
  it('belongs to the tenant of the transaction, nested rows and connected ones included', async () => {
    const customer = await ours.tenant.db.customer.create({
      data: { givenName: '愛', identities: { create: { kind: 'phone', value: '+12125550117' } } },
      include: { identities: true },
    })
    expect(customer.tenantId).toBe(ours.tenantId)
    expect(customer.identities[0]?.tenantId).toBe(ours.tenantId)
    const conversation = await ours.tenant.transaction((tx) =>
      tx.conversation.create({
        data: {
          channel: 'chat',
          customer: { connect: { tenantId_id: { tenantId: ours.tenantId, id: customer.id } } },
          messages: { create: { position: 0, direction: 'inbound', author: 'customer', channel: 'chat', text: 'Hi' } },
        },
        include: { messages: true, customer: true },
      }),
    )
    expect(conversation).toMatchObject({ tenantId: ours.tenantId, customer: { id: customer.id } })
    expect(conversation.messages[0]?.tenantId).toBe(ours.tenantId)
  })
})

describe('one resource', () => {
  const at = (time: string) => new Date(`2027-03-01T${time}:00Z`)

  it('is given to exactly one of many who want the same time at once', async () => {
    const wide = openDatabase({ connectionString: database.appUrl, poolSize: 20 })
    try {
      const tenant = forTenant(wide, ours.tenantId)
      const { id: blockId } = await seedBlock(tenant, ours.roomOneId)
      const attempts = Array.from({ length: 40 }, (_, index) =>
        tenant.db.occupation.create({
          data: {
            resourceId: ours.roomOneId,
            kind: 'time_off',
            blockId,
            startsAt: at(`10:${String(index).padStart(2, '0')}`),
            endsAt: at('11:30'),
          },
        }),
      )
      const results = await Promise.allSettled(attempts)
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
      expect(await tenant.db.occupation.count({ where: { resourceId: ours.roomOneId } })).toBe(1)
    } finally {
      await wide.$disconnect()
    }
  })

  it('may be taken again from the minute it becomes free', async () => {
    const { id: blockId } = await seedBlock(ours.tenant, ours.roomTwoId)
    const data = { resourceId: ours.roomTwoId, blockId, kind: 'time_off' as const }
    await ours.tenant.db.occupation.create({ data: { ...data, startsAt: at('10:00'), endsAt: at('11:00') } })
    await ours.tenant.db.occupation.create({ data: { ...data, startsAt: at('11:00'), endsAt: at('12:00') } })
    expect(await ours.tenant.db.occupation.count({ where: { resourceId: ours.roomTwoId } })).toBe(2)
  })
})

describe('the audit trail', () => {
  it('takes new entries and lets nobody change them, its owner included', async () => {
    const entry = await ours.tenant.db.auditEntry.create({
      data: { actor: 'ava', action: 'test', subjectType: 'Tenant', subjectId: ours.tenantId },
    })
    await expect(ours.tenant.db.auditEntry.updateMany({ data: { action: 'x' } })).rejects.toThrow(/permission denied/)
    await expect(ours.tenant.db.auditEntry.deleteMany({})).rejects.toThrow(/permission denied/)
    await owner.query(`select set_config('app.tenant_id', $1, false)`, [ours.tenantId])
    await expect(owner.query('update audit_entries set action = $1 where id = $2', ['x', entry.id])).rejects.toThrow(
      /append-only/,
    )
    await expect(owner.query('truncate audit_entries')).rejects.toThrow(/append-only/)
    await owner.query(`select set_config('app.tenant_id', '', false)`)
  })
})
