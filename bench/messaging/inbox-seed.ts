import type { PrismaClient } from '../../server/src/db/client.ts'

/** The n-th row of its kind, counted from 1. */
export function idOf(kind: keyof typeof kinds, n: number): string {
  return `01930000-0000-7000-${kinds[kind]}-${n.toString(16).padStart(12, '0')}`
}
const kinds = { tenant: '8000', customer: '8001', conversation: '8002', message: '8003', member: '8004', label: '8005' }

const sqlId = (kind: keyof typeof kinds, n: string) =>
  `('${idOf(kind, 0).slice(0, 24)}' || lpad(to_hex((${n})::bigint), 12, '0'))::uuid`

export const PER_CONVERSATION = 20
export const DAYS = 365

/** A word that every third message holds, one of every hundredth, and so on; the last is in four messages in all. */
export const measuredWords = { common: 'appointment', usual: 'parking', rare: 'dermaplaning', single: 'quicksilver' }

/**
 * Conversations of twenty messages over a year, `messages` in all, of which spa 1 has `ofFirst`; the rest is
 * spread over `spas - 1` others. Words are as frequent as in speech: few that are everywhere, many that are seldom.
 */
export async function seedInbox(
  admin: PrismaClient,
  size: {
    messages: number
    ofFirst: number
    spas: number
    /** A spa that is there already and gets what the first would. */
    firstTenantId?: string
  },
): Promise<void> {
  const conversations = size.messages / PER_CONVERSATION
  const ofFirst = size.ofFirst / PER_CONVERSATION
  const spaOf = (n: string) =>
    size.spas === 1 ? '1' : `(CASE WHEN ${n} <= ${ofFirst} THEN 1 ELSE 2 + ${n} % ${size.spas - 1} END)`
  const { firstTenantId } = size
  const tenantOf = (n: string) =>
    firstTenantId === undefined
      ? sqlId('tenant', spaOf(n))
      : `(CASE WHEN ${spaOf(n)} = 1 THEN '${firstTenantId}'::uuid ELSE ${sqlId('tenant', spaOf(n))} END)`
  // Steps of a prime keep each spa's conversations spread over the whole year.
  const ageOf = (n: string) => `(interval '1 minute' * ((${n}::bigint * 7919) % ${DAYS * 24 * 60}))`
  const indexes = await indexesOf(admin, ['communication_messages', 'conversations', 'customers'])
  const statements = [
    ...indexes.map(({ drop }) => drop),
    `INSERT INTO tenants (id, site_key, name, time_zone, allowed_origins)
     SELECT ${sqlId('tenant', 'n')}, 'bench-' || n, 'Spa ' || n, 'America/New_York', '{}'
     FROM generate_series(${firstTenantId === undefined ? 1 : 2}, ${size.spas}) n`,
    `INSERT INTO customers (tenant_id, id, given_name, family_name, updated_at)
     SELECT ${tenantOf('n')}, ${sqlId('customer', 'n')},
       (ARRAY['Maria','Anna','Zoë','James','Li','Fatima','Olga','Ben','Carla','Dev'])[1 + n % 10],
       (ARRAY['Lopez','Smith','Berg','Chen','Okafor','Novak','Rossi','Silva','Kim','O’Brien'])[1 + (n / 10) % 10]
         || CASE WHEN n % 997 = 0 THEN '-Featherstonehaugh' ELSE '' END, now()
     FROM generate_series(1, ${conversations}) n`,
    `INSERT INTO identities (tenant_id, id, customer_id, kind, value)
     SELECT ${tenantOf('n')}, uuidv7(), ${sqlId('customer', 'n')}, 'phone', '+1' || (2120000000 + n)
     FROM generate_series(1, ${conversations}) n`,
    `INSERT INTO identities (tenant_id, id, customer_id, kind, value)
     SELECT ${tenantOf('n')}, uuidv7(), ${sqlId('customer', 'n')}, 'email', 'person' || n || '@example.com'
     FROM generate_series(1, ${conversations}) n`,
    `INSERT INTO conversations (tenant_id, id, customer_id, channel, channels, status, outcome, started_at,
       last_activity_at, their_address)
     SELECT ${tenantOf('n')}, ${sqlId('conversation', 'n')}, ${sqlId('customer', 'n')}, c.channel,
       ARRAY[c.channel], (CASE n % 9 WHEN 0 THEN 'open' WHEN 1 THEN 'with_person' ELSE 'ended' END)::"ConversationStatus",
       (CASE n % 5 WHEN 0 THEN 'booked' WHEN 1 THEN 'answered' END)::"Outcome",
       now() - ${ageOf('n')} - interval '20 minutes', now() - ${ageOf('n')},
       CASE WHEN c.channel = 'sms' THEN '+1' || (2120000000 + n) END
     FROM generate_series(1, ${conversations}) n,
       LATERAL (SELECT (ARRAY['sms','chat','voice','email'])[1 + n % 4]::"Channel" AS channel) c`,
    `INSERT INTO communication_messages (tenant_id, id, conversation_id, position, direction, author, channel, text, sent_at)
     SELECT ${tenantOf('c.n')}, ${sqlId('message', 'g.m')}, ${sqlId('conversation', 'c.n')}, p.n,
       (CASE p.n % 2 WHEN 0 THEN 'outbound' ELSE 'inbound' END)::"MessageDirection",
       (CASE p.n % 2 WHEN 0 THEN 'ava' ELSE 'customer' END)::"MessageAuthor",
       (ARRAY['sms','chat','voice','email'])[1 + c.n % 4]::"Channel",
       concat_ws(' ', 'Hello, I’d like to', w.words,
         CASE WHEN g.m % 3 = 0 THEN '${measuredWords.common}' END,
         CASE WHEN g.m % 100 = 0 THEN '${measuredWords.usual}' END,
         CASE WHEN g.m % 20000 = 7 THEN '${measuredWords.rare}' END,
         CASE WHEN g.m % 250000 = 9 THEN '${measuredWords.single}' END),
       now() - ${ageOf('c.n')} - interval '1 minute' * (20 - p.n)
     FROM generate_series(1, ${conversations}) c(n) CROSS JOIN generate_series(1, ${PER_CONVERSATION}) p(n)
     CROSS JOIN LATERAL (SELECT (c.n - 1) * ${PER_CONVERSATION} + p.n AS m) g
     CROSS JOIN LATERAL (
       SELECT string_agg('w' || to_hex(floor(6000 ^ (((hashint8(g.m * 16 + k)::bigint & 65535) + 1) / 65536.0))::int), ' ') AS words
       FROM generate_series(1, 9) k) w`,
    ...indexes.map(({ create }) => create),
  ]
  await admin.$transaction(
    async (tx) => {
      for (const setting of [
        'statement_timeout = 0',
        'synchronous_commit = off',
        // Neither foreign keys nor triggers: the channels are written above.
        'session_replication_role = replica',
        "maintenance_work_mem = '512MB'",
      ]) {
        await tx.$executeRawUnsafe(`SET LOCAL ${setting}`)
      }
      for (const statement of statements) await tx.$executeRawUnsafe(statement)
    },
    { timeout: 900_000 },
  )
  // As autovacuum would have done in a database that has grown.
  for (const table of ['communication_messages', 'conversations', 'customers', 'identities']) {
    await admin.$executeRawUnsafe(`VACUUM ANALYZE ${table}`)
  }
}

/** Those that only serve reading: making them anew after so many rows takes a quarter of the time. */
async function indexesOf(admin: PrismaClient, tables: string[]): Promise<{ drop: string; create: string }[]> {
  const rows = await admin.$queryRaw<{ name: string; definition: string }[]>`
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
    WHERE indrelid = ANY (${tables}::text[]::regclass[]) AND NOT indisunique`
  return rows.map(({ name, definition }) => ({ drop: `DROP INDEX ${name}`, create: definition }))
}
