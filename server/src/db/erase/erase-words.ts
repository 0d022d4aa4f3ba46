import type { TenantTransaction } from '../for-tenant.ts'
import { Prisma } from '../generated/client.ts'

/** What the spa says of itself: its own number or a colleague's address may look like anybody's. */
const notAboutCustomers = new Set([
  'agency_tenants',
  // Has its own way (erase-person.ts).
  'audit_entries',
  'calendar_connections',
  'channel_addresses',
  'invitations',
  'locations',
  'memberships',
  'personas',
  'providers',
  'services',
  'tenant_keys',
])

interface Column {
  table: string
  column: string
  kind: 'text' | 'json' | 'texts'
}

/**
 * Blacks out every place in the spa's tables that still holds one of the words: in another's message, in a log, in
 * whatever table comes next, which is why they are read from the database's catalogue. `pattern` is a regular
 * expression of PostgreSQL's; case does not matter. What is sealed is not read: it opens for its own row only.
 */
export async function eraseWords(tx: TenantTransaction, { pattern }: { pattern: string }): Promise<void> {
  const columns = await tx.$queryRaw<Column[]>`
    select c.relname as table, a.attname as column,
      case when t.typname = 'jsonb' then 'json' when t.typname = '_text' then 'texts' else 'text' end as kind
    from pg_class c
    join pg_attribute owner on owner.attrelid = c.oid and owner.attname = 'tenant_id'
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    join pg_type t on t.oid = a.atttypid
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
      and t.typname in ('text', 'varchar', 'jsonb', '_text') and a.attname not like '%sealed%' and a.attname not like '%\\_hash'
    order by c.relname, a.attnum`
  const byTable = Object.groupBy(columns, ({ table }) => table)
  for (const [table, its = []] of Object.entries(byTable)) {
    if (notAboutCustomers.has(table)) continue
    const name = (text: string) => Prisma.raw(`"${text.replaceAll('"', '""')}"`)
    const sets = its.map(({ column, kind }) => Prisma.sql`${name(column)} = ${blackedOut(name(column), kind, pattern)}`)
    const finds = its.map(({ column }) => Prisma.sql`${name(column)}::text ~* ${pattern}`)
    await tx.$executeRaw`
      update ${name(table)} set ${Prisma.join(sets, ', ')}
      where tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid and (${Prisma.join(finds, ' or ')})`
  }
}

function blackedOut(column: Prisma.Sql, kind: Column['kind'], pattern: string): Prisma.Sql {
  const out = Prisma.sql`regexp_replace(${column}::text, ${pattern}, '[erased]', 'gi')`
  // A bare number that was taken out of JSON leaves none: then nothing of it is kept.
  if (kind === 'json')
    return Prisma.sql`case when pg_input_is_valid(${out}, 'jsonb') then ${out}::jsonb else '{}'::jsonb end`
  if (kind === 'text') return out
  return Prisma.sql`(select coalesce(array_agg(regexp_replace(one, ${pattern}, '[erased]', 'gi') order by place), '{}')
    from unnest(${column}) with ordinality as words(one, place))`
}

/** Which deliveries were taken is kept, so that none is taken twice; of a mail, its id may hold an address. */
export async function eraseReceipts(tx: TenantTransaction, { pattern }: { pattern: string }): Promise<void> {
  await tx.$executeRaw`
    update webhook_receipts set external_id = 'erased:' || encode(sha256(convert_to(external_id, 'UTF8')), 'hex')
    where tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid and external_id ~* ${pattern}`
}

/** Takes away jobs about what was deleted, and those whose errors quote the words. */
export async function eraseJobs(
  tx: TenantTransaction,
  { ids, pattern }: { ids: readonly string[]; pattern: string | null },
): Promise<void> {
  await tx.$executeRaw`
    delete from pgboss.job
    where data ->> 'tenantId' = current_setting('app.tenant_id')
      and (array[data ->> 'conversationId', data ->> 'messageId', data ->> 'outboxMessageId', data ->> 'entryId']
          && ${ids}::text[]
        or ${pattern}::text is not null and (data::text ~* ${pattern} or output::text ~* ${pattern}))`
}
