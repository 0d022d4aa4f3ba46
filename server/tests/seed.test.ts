import { verifyPassword } from 'better-auth/crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isSeeded, seed } from '../../prisma/seed/seed.ts'
import { findTenantBySiteKey, membershipsOfUser } from '../src/db/directory.ts'
import { forTenant, type Tenant } from '../src/db/for-tenant.ts'
import { createTestDatabase, type TestDatabase } from './harness/database.ts'

const today = new Date('2026-11-30T17:00:00Z')

let database: TestDatabase
/** Sees everything, as nothing in the product does. */
let admin: pg.Client
let tenants: Record<'glow' | 'lumen', Tenant>

beforeAll(async () => {
  database = await createTestDatabase()
  await seed({ ...database, today, extraOrigins: ['http://localhost:4555'] })
  admin = new pg.Client({ connectionString: database.adminUrl })
  await admin.connect()
  const byKey = async (key: string) => forTenant(database.prisma, (await findTenantBySiteKey(database.prisma, key))!.id)
  tenants = { glow: await byKey('glow'), lumen: await byKey('lumen') }
}, 60_000)
afterAll(async () => {
  await admin.end()
  await database.drop()
})

/** The number of rows that a query finds; zero when all is well. */
async function count(sql: string): Promise<number> {
  const { rows } = await admin.query<{ n: number }>(`select count(*)::int as n from (${sql}) found`)
  return rows[0]!.n
}

describe('the demo data', () => {
  it('is there once, however often it is asked for', async () => {
    const before = await count('select from conversations')
    expect(await seed({ ...database, today })).toEqual([])
    expect(await isSeeded(database)).toBe(true)
    expect(await count('select from conversations')).toBe(before)
    expect(await count('select from users')).toBe(5)
  })

  it('has all services, articles and origins for both spas, and they differ', async () => {
    for (const tenant of Object.values(tenants)) {
      expect(await tenant.db.service.count()).toBe(11)
      expect(await tenant.db.knowledgeArticle.count()).toBe(20)
      const spa = await tenant.db.tenant.findFirstOrThrow({ include: { persona: true } })
      expect(spa.allowedOrigins).toEqual(
        expect.arrayContaining(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://localhost:4555']),
      )
      expect(spa.persona?.greeting).toMatch(/\bAI\b/)
    }
    const bodies = await admin.query<{ n: number }>('select count(distinct body)::int as n from knowledge_articles')
    expect(bodies.rows[0]?.n).toBe(40)
  })

  it('lets the owners and the agency sign in, each to their own spas', async () => {
    const sites = async (email: string) => {
      const user = await database.prisma.user.findUniqueOrThrow({ where: { email }, include: { accounts: true } })
      const hash = user.accounts[0]?.password ?? ''
      expect(await verifyPassword({ hash, password: 'demo-front-desk' })).toBe(true)
      return (await membershipsOfUser(database.prisma, user.id)).map(({ siteKey, role }) => `${siteKey} ${role}`)
    }
    expect(await sites('owner@glow.example')).toEqual(['glow owner'])
    expect(await sites('owner@lumen.example')).toEqual(['lumen owner'])
    expect(await sites('agency@northstar.example')).toEqual(['glow agency', 'lumen agency'])
  })

  it('lets each agency be seen by the spas it looks after', async () => {
    const spa = await tenants.glow.db.tenant.findFirstOrThrow({
      include: { agencyTenants: { include: { agency: true } } },
    })
    expect(spa.agencyTenants.map(({ agency }) => agency.name)).toEqual(['Northstar'])
    expect(await database.prisma.agency.count()).toBe(0)
  })
})

/**
 * What a yes means, as the clinics publish it: B blocked, R reviewed, D from a day on, P prepared.
 * toxin · filler · laser hair · hydrafacial · peel · needling · IPL · cooling · IV
 */
const published: Record<string, string> = {
  pregnant: 'B B B R B B B B B',
  under_18: 'B B R R R R R B B',
  serious_allergy: 'R R R R R R R R R',
  toxin_allergy: 'B . . . . . . . .',
  filler_allergy: '. B . . . R . . .',
  aspirin_shellfish_allergy: '. . . R R . . . .',
  nerve_muscle_disease: 'B . . . . . . . .',
  aminoglycosides: 'R . . . . . . . .',
  isotretinoin: '. . D12m D12m D12m D6m D6m . .',
  photosensitising_medicine: '. . R . R . R . .',
  tan: '. . D28d R R R D28d . .',
  skin_infection: 'B B R D14d D14d D14d R R .',
  cold_sore_history: '. R . R R R . . .',
  bleeding: 'R R . . . R . R R',
  autoimmune_disease: 'R R R . . R R R .',
  keloids: '. . R . R R R . .',
  epilepsy_or_implant: '. . R . . R R R .',
  very_dark_skin: '. . R . R . B . .',
  dental_or_vaccine: '. D14d . . . . . . .',
  recent_injectables: '. . R . . D14d R . .',
  retinoids: '. . P D7d D7d D7d P . .',
  waxing_or_peel: '. . P D14d D14d D14d P . .',
  plucking: '. . P . . . . . .',
  cold_blood_disease: '. . . . . . . B .',
  hernia_or_cold_reaction: '. . . . . . . B .',
  heart_kidney_liver: '. . . . . . . . B',
  new_medicine: 'R R R . . R R R R',
}
const screened = [
  'botox', 'dermal-filler', 'laser-hair-removal', 'hydrafacial', 'chemical-peel', 'microneedling', 'ipl-photofacial', 'coolsculpting', 'iv-therapy',
] // prettier-ignore

describe('what is asked before a treatment', () => {
  it('is the whole table, for both spas', async () => {
    for (const tenant of Object.values(tenants)) {
      const rules = await tenant.db.screeningRule.findMany({ include: { service: { select: { slug: true } } } })
      const cell = (key: string, slug: string) => {
        const rule = rules.find(({ questionKey, service }) => questionKey === key && service.slug === slug)
        if (!rule) return '.'
        const until = `${rule.untilMonths ? `${rule.untilMonths}m` : ''}${rule.untilDays ? `${rule.untilDays}d` : ''}`
        return { block: 'B', review: 'R', earliest: 'D', prepare: 'P' }[rule.effect] + until
      }
      const asked = await tenant.db.screeningQuestion.findMany()
      const table = asked.map(({ key }) => [key, screened.map((slug) => cell(key, slug)).join(' ')])
      expect(Object.fromEntries(table)).toEqual(published)
      expect(rules.every(({ service }) => screened.includes(service.slug))).toBe(true)
    }
  })

  it('asks in plain questions, and what is said was approved and touches nobody’s medicine', async () => {
    for (const tenant of Object.values(tenants)) {
      const questions = await tenant.db.screeningQuestion.findMany()
      const rules = await tenant.db.screeningRule.findMany()
      for (const { text, shortText, approvedBy } of questions) {
        expect(text).toMatch(/\?( If so, when[^?]*\?| Settings depend on it\.)?$/)
        expect(shortText).not.toMatch(/[?.!;]/)
        expect(approvedBy).toContain('medical director')
      }
      for (const { text, approvedBy, questionKey, effect } of rules) {
        expect(approvedBy).toContain('medical director')
        expect(text).not.toMatch(/\b(stop|discontinue|come off|quit|skip)\b|you are fine|you can’t have/i)
        const question = questions.find(({ key }) => key === questionKey)!
        if (effect === 'earliest') expect(question.answerKind).toBe('yes_no_date')
      }
    }
  })

  it('wants a good-faith exam of the last year where the table does, by somebody licensed for it', async () => {
    for (const tenant of Object.values(tenants)) {
      const services = await tenant.db.service.findMany({
        include: { prerequisite: true, eligibility: { include: { provider: true } } },
      })
      const needExam = services.filter(({ prerequisite }) => prerequisite !== null).map(({ slug }) => slug)
      expect(needExam.sort()).toEqual(screened.filter((slug) => !/hydra|peel/.test(slug)).sort())
      for (const { prerequisite, prerequisiteValidDays, allowedCredentials, eligibility } of services) {
        if (prerequisite) expect([prerequisite.slug, prerequisiteValidDays]).toEqual(['consultation', 365])
        for (const { provider } of eligibility) expect(allowedCredentials).toContain(provider.credential)
      }
      const { region } = await tenant.db.location.findFirstOrThrow()
      expect(new Set((await tenant.db.provider.findMany()).map(({ licenceState }) => licenceState))).toEqual(
        new Set([region]),
      )
      expect(services.filter(({ capacity }) => capacity > 1)).toHaveLength(1)
      expect(services.filter(({ requiresApproval }) => requiresApproval)).toHaveLength(1)
    }
  })
})

describe('the history', () => {
  it('is of a believable size and mix', async () => {
    for (const tenant of Object.values(tenants)) {
      const outcomes = await tenant.db.conversation.groupBy({ by: ['outcome'], _count: true })
      const share = (outcome: string) =>
        (outcomes.find((group) => group.outcome === outcome)?._count ?? 0) /
        outcomes.reduce((sum, group) => sum + group._count, 0)
      expect(share('booked')).toBeGreaterThan(0.3)
      expect(share('answered')).toBeGreaterThan(0.2)
      expect(share('abandoned')).toBeLessThan(0.2)
      const channels = await tenant.db.conversation.groupBy({ by: ['channel'], _count: true })
      expect(channels).toHaveLength(5)
      expect(await tenant.db.appointment.count({ where: { startsAt: { gt: today } } })).toBeGreaterThan(40)
      expect(await tenant.db.task.count({ where: { status: 'open' } })).toBeGreaterThan(0)
    }
  })

  it('reaches for Ava after hours as often as people do', async () => {
    const { rows } = await admin.query<{ share: number }>(`
      with begun as (
        select started_at at time zone l.time_zone as at, l.hours from conversations c join locations l using (tenant_id)
      )
      select avg(case when exists (
          select from jsonb_array_elements(coalesce(hours -> extract(isodow from at)::text, '[]')) period
          where at::time >= (period ->> 0)::time and at::time < (period ->> 1)::time) then 0 else 1 end)::float as share
      from begun`)
    expect(rows[0]?.share).toBeGreaterThan(0.35)
    expect(rows[0]?.share).toBeLessThan(0.45)
  })

  it('holds nothing that cannot have happened', async () => {
    const now = `'${today.toISOString()}'::timestamptz`
    expect(await count(`select from appointments where created_at > ${now} or created_at >= starts_at`)).toBe(0)
    expect(
      await count(
        `select from appointments where cancelled_at <= created_at or cancelled_at > least(starts_at, ${now})`,
      ),
    ).toBe(0)
    expect(await count(`select from appointments where status in ('completed', 'no_show') and ends_at > ${now}`)).toBe(
      0,
    )
    expect(await count(`select from appointments where status = 'booked' and ends_at < ${now}`)).toBe(0)
    expect(await count(`select from conversations where ended_at < started_at or last_activity_at > ${now}`)).toBe(0)
    expect(await count(`select from communication_messages where sent_at > ${now}`)).toBe(0)
    expect(
      await count(`select from communication_messages m join conversations c on c.id = m.conversation_id
                   where m.sent_at < c.started_at or m.sent_at > c.last_activity_at`),
    ).toBe(0)
    expect(
      await count(
        `select from appointments a join customers c on c.id = a.customer_id where c.created_at > a.created_at`,
      ),
    ).toBe(0)
  })

  it('occupies exactly what each kept appointment needs, inside working hours', async () => {
    expect(
      await count(`
        select from appointments a
        where (select count(*) from occupations o where o.appointment_id = a.id) <>
          case when a.status = 'cancelled' then 0 else
            (select sum(cardinality(needs_resources) + needs_provider::int) from service_segments s where s.service_id = a.service_id)
          end`),
    ).toBe(0)
    expect(
      await count(`
        select from occupations o join resources r on r.id = o.resource_id and r.kind = 'provider'
        join appointments a on a.id = o.appointment_id join locations l on l.id = a.location_id
        where r.provider_id <> a.provider_id or not exists (
          select from provider_schedules p
          where p.provider_id = r.provider_id
            and p.weekday = extract(isodow from o.starts_at at time zone l.time_zone)
            and (o.starts_at at time zone l.time_zone)::time >= make_time(p.start_min / 60, p.start_min % 60, 0)
            and (o.ends_at at time zone l.time_zone)::time <= make_time(p.end_min / 60, p.end_min % 60, 0))`),
    ).toBe(0)
    expect(
      await count(`select from appointments a where not exists (
        select from service_eligibility e where e.service_id = a.service_id and e.provider_id = a.provider_id)`),
    ).toBe(0)
  })

  it('adds up to the daily figures', async () => {
    const { rows } = await admin.query<Record<string, string>>(`
      select (select count(*) from conversations) as conversations, (select sum(conversations) from daily_metrics) as counted,
             (select count(*) from communication_messages) as messages, (select sum(messages) from daily_metrics) as messages_counted,
             (select sum(cost_micro_cents) from conversations) as cost, (select sum(cost_micro_cents) from daily_metrics) as cost_counted,
             (select sum(micro_cents) from usage_entries) as cost_entered`)
    const [sums] = rows
    expect(sums?.['counted']).toBe(sums?.['conversations'])
    expect(sums?.['messages_counted']).toBe(sums?.['messages'])
    expect(sums?.['cost_counted']).toBe(sums?.['cost'])
    expect(sums?.['cost_entered']).toBe(sums?.['cost'])
  })

  it('is the same when it is made again for the same day', async () => {
    const again = await createTestDatabase()
    const other = new pg.Client({ connectionString: again.adminUrl })
    await other.connect()
    try {
      await seed({ ...again, today, extraOrigins: ['http://localhost:4555'] })
      for (const table of ['appointments', 'communication_messages', 'occupations', 'customers', 'usage_entries']) {
        const sql = `select md5(string_agg(t::text, '|' order by id)) as hash from ${table} t`
        const [first, second] = await Promise.all([admin.query(sql), other.query(sql)])
        expect(second.rows, table).toEqual(first.rows)
      }
    } finally {
      await other.end()
      await again.drop()
    }
  }, 60_000)
})
