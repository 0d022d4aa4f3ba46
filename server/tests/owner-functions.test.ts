import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from './harness/database.ts'

let database: TestDatabase
let owner: pg.Client

beforeAll(async () => {
  database = await createTestDatabase()
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await database.drop()
})

describe('functions that run with their owner’s rights', () => {
  it('may only read, and take the spa from the transaction', async () => {
    const { rows } = await owner.query<{ name: string; command: string; roles: string[] }>(`
      select polrelid::regclass::text as name, polcmd as command,
             array(select rolname::text from pg_roles where oid = any (polroles)) as roles
      from pg_policy where polname = 'search_by_owner'`)
    for (const { name, command, roles } of rows) {
      expect({ command, roles }, name).toEqual({ command: 'r', roles: ['ava_owner'] })
    }
    const { rows: functions } = await owner.query<{ name: string; source: string; settings: string[] }>(`
      select proname as name, prosrc as source, proconfig as settings from pg_proc
      where prosecdef and pronamespace = 'public'::regnamespace`)
    expect(functions.map(({ name }) => name).sort()).toEqual([
      'black_out_log',
      'search_conversations',
      'search_customers',
    ])
    for (const { source, settings } of functions) {
      expect(source).toContain("me constant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;")
      expect(settings).toContain('search_path=pg_catalog, public, pg_temp')
    }
  })

  it('are the application’s to call, and nobody else’s', async () => {
    const { rows } = await owner.query<{ name: string; app: boolean; everybody: boolean }>(`
      select proname as name, has_function_privilege('ava_app', oid, 'execute') as app,
             exists (select from aclexplode(proacl) where grantee = 0) as everybody
      from pg_proc where prosecdef and pronamespace = 'public'::regnamespace order by 1`)
    expect(rows).toEqual(
      ['black_out_log', 'search_conversations', 'search_customers'].map((name) => ({
        name,
        app: true,
        everybody: false,
      })),
    )
  })
})
