import type { PrismaClient } from '../../server/src/db/client.ts'

/** Spas with full calendars, which are measured; half of them have outside calendars too. The rest is company. */
export const BUSY_SPAS = 10
export const PROVIDERS = 10
export const timeZone = 'America/New_York'

// Of each busy spa, from five days ago on: six appointments a day for every provider.
const BUSY_DAYS = 66
const PER_DAY = 6
const BUSY_OCCUPATIONS = BUSY_SPAS * PROVIDERS * BUSY_DAYS * PER_DAY * 2
const OUTSIDE_OCCUPATIONS = (BUSY_SPAS / 2) * PROVIDERS * BUSY_DAYS * 2

export type Kind = keyof typeof kinds
const kinds = {
  tenant: 0,
  location: 1,
  policy: 2,
  service: 3,
  provider: 4,
  person: 5,
  room: 6,
  customer: 7,
  appointment: 8,
  connection: 9,
  calendar: 10,
  event: 11,
  block: 12,
  conversation: 13,
}

/** The id of the n-th row of its kind: within a spa for all but spas, counted from 1. */
export function idOf(kind: Kind, n: number): string {
  return `00000000-0000-7000-8${kinds[kind].toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`
}

/** As `idOf`, in SQL. */
function sqlId(kind: Kind, n: string): string {
  const prefix = idOf(kind, 0).slice(0, 24)
  return `('${prefix}' || lpad(to_hex((${n})::bigint), 12, '0'))::uuid`
}

export const hasOutsideCalendar = (spa: number) => spa <= BUSY_SPAS / 2

/**
 * Spas `from` to `to`, with raw SQL. Foreign keys are not checked while it writes; overlaps are, by
 * the constraint itself. For many rows the indexes are made anew after them, which takes a quarter of the time.
 */
export async function seedSpas(
  admin: PrismaClient,
  range: { from: number; to: number; spas: number; occupations: number },
): Promise<void> {
  const spas = `generate_series(${range.from}, ${range.to}) as t(n)`
  const busyTo = Math.min(range.to, BUSY_SPAS)
  const rebuild = range.to - range.from > 200 ? await indexesOf(admin, ['occupations', 'appointments']) : []
  const statements = [
    ...rebuild.map(({ drop }) => drop),
    ...spaStatements(spas),
    ...(range.from <= busyTo ? busyStatements(`generate_series(${range.from}, ${busyTo}) as t(n)`) : []),
    ...(range.to > BUSY_SPAS ? companyStatements(Math.max(range.from, BUSY_SPAS + 1), range) : []),
    ...rebuild.map(({ create }) => create),
  ]
  await admin.$transaction(
    async (tx) => {
      for (const setting of [
        'statement_timeout = 0',
        'synchronous_commit = off',
        'session_replication_role = replica',
        "maintenance_work_mem = '512MB'",
      ]) {
        await tx.$executeRawUnsafe(`set local ${setting}`)
      }
      for (const statement of statements) await tx.$executeRawUnsafe(statement)
    },
    { timeout: 600_000 },
  )
  // As autovacuum would have done in a database that has grown: statistics, and what is visible to all.
  for (const table of ['occupations', 'appointments', 'blocks', 'resources', 'providers', 'provider_schedules']) {
    await admin.$executeRawUnsafe(`vacuum analyze ${table}`)
  }
  await admin.$executeRawUnsafe('analyze')
}

/** How each index and exclusion constraint is dropped and made again; primary and unique keys stay. */
async function indexesOf(admin: PrismaClient, tables: string[]): Promise<{ drop: string; create: string }[]> {
  return admin.$queryRawUnsafe(
    `select format('drop index %I', c.relname) as drop, pg_get_indexdef(i.indexrelid) as create
      from pg_index i join pg_class c on c.oid = i.indexrelid
      where i.indrelid::regclass::text = any($1::text[]) and not i.indisunique and not i.indisexclusion
    union all
    select format('alter table %I drop constraint %I', conrelid::regclass::text, conname),
      format('alter table %I add constraint %I %s', conrelid::regclass::text, conname, pg_get_constraintdef(oid))
      from pg_constraint where contype = 'x' and conrelid::regclass::text = any($1::text[])`,
    tables,
  )
}

function spaStatements(spas: string): string[] {
  const tenant = sqlId('tenant', 't.n')
  const each = (count: number, name: string) => `${spas} cross join generate_series(1, ${count}) as ${name}(n)`
  const hours = JSON.stringify(Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [['09:00', '18:00']]])))
  return [
    `insert into tenants (id, site_key, name, time_zone, phone, email)
      select ${tenant}, 'bench-' || t.n, 'Spa ' || t.n, '${timeZone}', '+12125550100', 'hello@spa.example' from ${spas}`,
    `insert into locations (tenant_id, id, name, address, time_zone, region, hours)
      select ${tenant}, ${sqlId('location', '1')}, 'Main Street', '1 Main Street', '${timeZone}', 'NY', '${hours}' from ${spas}`,
    `insert into policies (tenant_id, id, name, version, text, cancel_window_hours, fee_cents)
      select ${tenant}, ${sqlId('policy', '1')}, 'cancellation', 1, 'Tell us 24 hours ahead.', 24, 5000 from ${spas}`,
    `insert into services (tenant_id, id, slug, name, category, description, price_from_cents, policy_id, aliases, allowed_credentials)
      select ${tenant}, ${sqlId('service', '1')}, 'botox', 'Botox', 'injectables', 'Botox', 25000, ${sqlId('policy', '1')}, '{}', '{RN}'
      from ${spas}`,
    `insert into service_segments (tenant_id, id, service_id, position, name, duration_min, needs_provider, needs_resources, is_visible)
      select ${tenant}, uuidv7(), ${sqlId('service', '1')}, s.position, s.name, s.minutes, s.position = 0, '{treatment_room}', s.position = 0
      from ${spas} cross join (values (0, 'treatment', 30), (1, 'turn-over', 10)) s(position, name, minutes)`,
    `insert into providers (tenant_id, id, given_name, family_name, display_name, credential, licence_state)
      select ${tenant}, ${sqlId('provider', 'p.n')}, 'Provider', p.n::text, 'Provider ' || p.n, 'RN', 'NY' from ${each(PROVIDERS, 'p')}`,
    `insert into service_eligibility (tenant_id, service_id, provider_id)
      select ${tenant}, ${sqlId('service', '1')}, ${sqlId('provider', 'p.n')} from ${each(PROVIDERS, 'p')}`,
    `insert into resources (tenant_id, id, kind, name, location_id, provider_id)
      select ${tenant}, ${sqlId('person', 'p.n')}, 'provider', 'Provider ' || p.n, ${sqlId('location', '1')}, ${sqlId('provider', 'p.n')}
      from ${each(PROVIDERS, 'p')}`,
    `insert into resources (tenant_id, id, kind, purpose, name, location_id)
      select ${tenant}, ${sqlId('room', 'p.n')}, 'room', 'treatment_room', 'Room ' || lpad(p.n::text, 2, '0'), ${sqlId('location', '1')}
      from ${each(PROVIDERS, 'p')}`,
    `insert into provider_schedules (tenant_id, id, provider_id, location_id, weekday, start_min, end_min)
      select ${tenant}, uuidv7(), ${sqlId('provider', 'p.n')}, ${sqlId('location', '1')}, w.n, h.start_min, h.end_min
      from ${each(PROVIDERS, 'p')} cross join generate_series(1, 7) as w(n)
        cross join (values (9 * 60, 13 * 60), (13 * 60 + 30, 18 * 60)) h(start_min, end_min)`,
    `insert into customers (tenant_id, id, given_name, family_name, updated_at)
      select ${tenant}, ${sqlId('customer', 'c.n')}, 'Customer', c.n::text, now() from ${each(50, 'c')}`,
  ]
}

/** The instant of a day (counted from today) and a minute, by the clock of the spa. */
function instant(day: string, minute: string): string {
  return `((current_date + (${day})::int) + make_interval(mins => ${minute})) at time zone '${timeZone}'`
}

/** One appointment for each row of `source` (t.n, p.n, day, minute, nr), with what it occupies. */
function appointmentStatements(source: string): string[] {
  const tenant = sqlId('tenant', 'n')
  const startsAt = instant('day', 'minute')
  return [
    `insert into appointments (tenant_id, id, reference, customer_id, service_id, provider_id, location_id, starts_at, ends_at,
        price_cents, idempotency_key, updated_at)
      select ${tenant}, ${sqlId('appointment', 'nr')}, 'A' || nr, ${sqlId('customer', '1 + nr % 50')}, ${sqlId('service', '1')},
        ${sqlId('provider', 'p')}, ${sqlId('location', '1')}, ${startsAt}, ${startsAt} + interval '30 minutes', 25000, 'seed ' || nr, now()
      from (${source}) s`,
    `insert into occupations (tenant_id, id, resource_id, kind, starts_at, ends_at, appointment_id)
      select ${tenant}, uuidv7(), resource.id, 'appointment', ${startsAt}, ${startsAt} + resource.length, ${sqlId('appointment', 'nr')}
      from (${source}) s cross join lateral (values
        (${sqlId('person', 'p')}, interval '30 minutes'), (${sqlId('room', 'p')}, interval '40 minutes')) resource(id, length)
      order by n, resource.id, day, minute`,
  ]
}

function busyStatements(spas: string): string[] {
  const day = `d.n - 5`
  const source = `select t.n, p.n as p, ${day} as day, 9 * 60 + k.n * 80 + (case when k.n >= 3 then 30 else 0 end) as minute,
      ((p.n - 1) * ${BUSY_DAYS} + d.n) * ${PER_DAY} + k.n + 1 as nr
    from ${spas} cross join generate_series(1, ${PROVIDERS}) as p(n) cross join generate_series(0, ${BUSY_DAYS - 1}) as d(n)
      cross join generate_series(0, ${PER_DAY - 1}) as k(n)`
  const tenant = sqlId('tenant', 't.n')
  const nr = `((p.n - 1) * ${BUSY_DAYS} + d.n) * 2 + k.n`
  const outside = `from ${spas} cross join generate_series(1, ${PROVIDERS}) as p(n) cross join generate_series(0, ${BUSY_DAYS - 1}) as d(n)
      cross join generate_series(1, 2) as k(n) where t.n <= ${BUSY_SPAS / 2}`
  const startsAt = instant(day, '9 * 60 + 35 + (k.n - 1) * 270')
  return [
    ...appointmentStatements(source),
    `insert into calendar_connections (tenant_id, id, kind, account, sealed_tokens, scopes, connected_by)
      select ${tenant}, ${sqlId('connection', '1')}, 'google_oauth', 'spa@example.com', 'sealed', '{}', 'user:bench' from ${spas}
      where t.n <= ${BUSY_SPAS / 2}`,
    `insert into calendars (tenant_id, id, connection_id, provider_id, external_id, name)
      select ${tenant}, ${sqlId('calendar', 'p.n')}, ${sqlId('connection', '1')}, ${sqlId('provider', 'p.n')}, 'calendar ' || p.n, 'Calendar'
      from ${spas} cross join generate_series(1, ${PROVIDERS}) as p(n) where t.n <= ${BUSY_SPAS / 2}`,
    `insert into external_events (tenant_id, id, calendar_id, event_id, starts_at, ends_at, updated_at)
      select ${tenant}, ${sqlId('event', nr)}, ${sqlId('calendar', 'p.n')}, 'event ' || ${nr}, ${startsAt}, ${startsAt} + interval '30 minutes', now()
      ${outside}`,
    `insert into blocks (tenant_id, id, resource_id, kind, starts_at, ends_at, created_by, external_event_id)
      select ${tenant}, ${sqlId('block', nr)}, ${sqlId('person', 'p.n')}, 'external', ${startsAt}, ${startsAt} + interval '30 minutes',
        'job:sync-calendar', ${sqlId('event', nr)} ${outside}`,
    `insert into occupations (tenant_id, id, resource_id, kind, starts_at, ends_at, block_id)
      select ${tenant}, uuidv7(), ${sqlId('person', 'p.n')}, 'external', ${startsAt}, ${startsAt} + interval '30 minutes', ${sqlId('block', nr)}
      ${outside}`,
  ]
}

/** The others: so many appointments each that all together there are as many occupations as wanted, when all are there. */
function companyStatements(
  first: number,
  { to, spas, occupations }: { to: number; spas: number; occupations: number },
): string[] {
  const others = Math.max(1, spas - BUSY_SPAS)
  const appointments = Math.max(0, Math.floor((occupations - BUSY_OCCUPATIONS - OUTSIDE_OCCUPATIONS) / 2))
  const each = Math.floor(appointments / others)
  const withOneMore = appointments - each * others
  const source = `select t.n, 1 + (i.n - 1) % ${PROVIDERS} as p, (i.n - 1) / ${PROVIDERS} % 60 - 5 as day,
      10 * 60 + (i.n - 1) / ${PROVIDERS * 60} * 60 as minute, i.n as nr
    from generate_series(${first}, ${to}) as t(n)
      cross join lateral generate_series(1, ${each} + (case when t.n - ${BUSY_SPAS} <= ${withOneMore} then 1 else 0 end)) as i(n)`
  return appointmentStatements(source)
}
