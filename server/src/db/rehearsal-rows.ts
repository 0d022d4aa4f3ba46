import { z } from 'zod'
import type { TenantTransaction } from './for-tenant.ts'
import { Prisma } from './generated/client.ts'

/** By table: rows as JSON texts, so that no number passes through JavaScript. */
export const MadeRows = z.record(z.string(), z.array(z.string()))
export type MadeRows = z.infer<typeof MadeRows>

/**
 * What no later rehearsal asks for. Words are put there by whoever rehearses; the others are trails, figures and
 * what is sent.
 */
const leftOut = new Set([
  'communication_messages',
  'communication_events',
  'usage_entries',
  'daily_metrics',
  'audit_entries',
  'outbox_messages',
  'webhook_receipts',
  'knowledge_answers',
  'knowledge_gaps',
  'simulations',
])

interface Table {
  name: string
  /** Those that can be written: generated ones are not. */
  columns: string[]
  key: string[]
  hasConversation: boolean
}

let tables: Promise<Table[]> | undefined

/** Rows that this transaction has written so far, of those tables that a later rehearsal may need. */
export async function madeRows(tx: TenantTransaction, options: { conversationId: string }): Promise<MadeRows> {
  const parts = (await knownTables(tx)).map(({ name, hasConversation }) => {
    // Through the index where there is one: a spa has very many rows, and a rehearsal a handful.
    const own =
      name === 'conversations'
        ? Prisma.sql`and id = ${options.conversationId}::uuid`
        : hasConversation
          ? Prisma.sql`and conversation_id = ${options.conversationId}::uuid`
          : Prisma.empty
    // The snapshot is older than our own number, so what it shows with ours or a later one, we have written ourselves.
    return Prisma.sql`
      select ${name} as "table", to_jsonb(made)::text as row from ${Prisma.raw(`"${name}"`)} made
      where tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid and age(xmin) <= 0 ${own}`
  })
  const found = await tx.$queryRaw<{ table: string; row: string }[]>(Prisma.join(parts, ' union all '))
  const rows: MadeRows = {}
  for (const { table, row } of found) (rows[table] ??= []).push(row)
  return rows
}

/** What this transaction has queued for people, in order. */
export async function queuedInRehearsal(
  tx: TenantTransaction,
): Promise<{ channel: 'sms' | 'email'; to: string; text: string }[]> {
  return tx.$queryRaw`
    select channel::text as channel, to_address as "to", text from outbox_messages
    where tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
      and status = 'queued' and channel in ('sms', 'email') and age(xmin) <= 0
    order by id`
}

/** Writes them again, those first that others refer to. A row that is there is given what it had in the rehearsal. */
export async function putBack(tx: TenantTransaction, rows: MadeRows): Promise<void> {
  for (const { name, columns, key } of await knownTables(tx)) {
    const made = rows[name]
    if (!made || made.length === 0) continue
    const quoted = columns.map((column) => `"${column}"`).join(', ')
    const others = columns.filter((column) => !key.includes(column))
    const onConflict =
      others.length === 0
        ? 'do nothing'
        : `do update set ${others.map((column) => `"${column}" = excluded."${column}"`).join(', ')}`
    await tx.$executeRaw`
      insert into ${Prisma.raw(`"${name}" (${quoted})`)}
      select ${Prisma.raw(quoted)} from jsonb_populate_recordset(null::${Prisma.raw(`"${name}"`)}, ${`[${made.join(',')}]`}::jsonb)
      on conflict (${Prisma.raw(key.map((column) => `"${column}"`).join(', '))}) ${Prisma.raw(onConflict)}`
  }
}

function knownTables(tx: TenantTransaction): Promise<Table[]> {
  // The schema does not change while a process runs.
  tables ??= readTables(tx).catch((error: unknown) => {
    tables = undefined
    throw error
  })
  return tables
}

async function readTables(tx: TenantTransaction): Promise<Table[]> {
  const found = await tx.$queryRaw<(Table & { needs: string[] })[]>`
    select c.relname as name,
      array(select a.attname::text from pg_attribute a
            where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
            order by a.attnum) as columns,
      array(select a.attname::text from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
            where i.indrelid = c.oid and i.indisprimary) as key,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'conversation_id') as "hasConversation",
      array(select distinct f.relname::text from pg_constraint r join pg_class f on f.oid = r.confrelid
            where r.conrelid = c.oid and r.contype = 'f' and f.oid <> c.oid) as needs
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')
      and has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert')`
  const waiting = new Map(found.filter(({ name }) => !leftOut.has(name)).map((table) => [table.name, table]))
  const sorted: Table[] = []
  while (waiting.size > 0) {
    const free = [...waiting.values()].filter(({ needs }) => !needs.some((name) => waiting.has(name)))
    // Tables that refer to each other in a ring: in any order, their references are null at first.
    for (const table of free.length > 0 ? free : [...waiting.values()].slice(0, 1)) {
      waiting.delete(table.name)
      sorted.push(table)
    }
  }
  return sorted
}
