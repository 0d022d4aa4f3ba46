import { parseArgs } from 'node:util'
import { withDatabase, type DatabaseUrls } from '../../scripts/db/database-urls.ts'
import { openDatabase, type PrismaClient } from '../../server/src/db/client.ts'
import { findTenantBySiteKey } from '../../server/src/db/directory.ts'
import { forTenant } from '../../server/src/db/for-tenant.ts'
import { createSpa } from './create-spa.ts'
import { glow } from './glow/spa.ts'
import { createHistory } from './history/history.ts'
import { lumen } from './lumen/spa.ts'
import { createMemberships, createUsers } from './portal-users.ts'
import { seededRandom } from './random.ts'
import type { SpaDefinition } from './spa-definition.ts'

const help = `Fills the database with two demo spas, one agency and 90 days of history.

  node prisma/seed/seed.ts [--today 2026-11-30] [--origin http://localhost:4000]… [--data <directory>]

Uses DATABASE_OWNER_URL and DATABASE_URL, or the embedded PostgreSQL under --data
(default .data/postgres). A spa that is there already is left alone. The same day
always gives the same data.
`

const spas = [glow, lumen]
/** Days of history before today. */
const historyDays = 90

/**
 * Writes the demo data as the owner's role, each spa in one transaction: a run
 * that is killed leaves whole spas or none. Resolves to the site keys written.
 */
export async function seed(
  options: DatabaseUrls & {
    today: Date
    /** Origins that may show the widget, besides port 3000 on this machine. */
    extraOrigins?: string[]
    log?: (line: string) => void
  },
): Promise<string[]> {
  const prisma = openDatabase({ connectionString: options.ownerUrl, poolSize: 3 })
  try {
    await createUsers(prisma, spas)
    const written = []
    for (const spa of spas) {
      if (await findTenantBySiteKey(prisma, spa.siteKey)) continue
      options.log?.(`${spa.name}: ${historyDays} days of appointments and conversations …`)
      await seedSpa(prisma, { spa, today: options.today, extraOrigins: options.extraOrigins ?? [] })
      written.push(spa.siteKey)
    }
    return written
  } finally {
    await prisma.$disconnect()
  }
}

/** Whether all demo spas are there. */
export async function isSeeded(urls: DatabaseUrls): Promise<boolean> {
  const prisma = openDatabase({ connectionString: urls.appUrl, poolSize: 1 })
  try {
    for (const spa of spas) if (!(await findTenantBySiteKey(prisma, spa.siteKey))) return false
    return true
  } finally {
    await prisma.$disconnect()
  }
}

async function seedSpa(
  prisma: PrismaClient,
  options: { spa: SpaDefinition; today: Date; extraOrigins: string[] },
): Promise<void> {
  const { spa, extraOrigins } = options
  const now = options.today
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(spa.timeZone).toPlainDate()
  const random = seededRandom(spa.siteKey)
  const firstDay = today.subtract({ days: historyDays })
  const since = new Date(firstDay.toZonedDateTime({ timeZone: spa.timeZone }).epochMilliseconds)
  await forTenant(prisma, spa.tenantId).transaction(
    async (tx) => {
      // Numbers of its own: another service or question leaves the history as it was.
      const setUp = seededRandom(`${spa.siteKey}/set-up`)
      const created = await createSpa(tx, { definition: spa, random: setUp, since, today, extraOrigins })
      await createMemberships(tx, { spa, random, since })
      await createHistory(tx, { spa: created, random, firstDay, now })
    },
    { timeoutMs: 120_000 },
  )
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h' },
      today: { type: 'string' },
      origin: { type: 'string', multiple: true },
      data: { type: 'string' },
    },
  })
  if (values.help) console.log(help)
  else {
    const today = values.today === undefined ? new Date() : new Date(`${values.today}T17:00:00Z`)
    await withDatabase({ data: values.data }, async (urls) => {
      if (Number.isNaN(today.getTime())) throw new Error(`--today ${values.today} is not a date such as 2026-11-30.`)
      const written = await seed({ ...urls, today, extraOrigins: values.origin ?? [], log: console.log })
      console.log(written.length > 0 ? `Wrote ${written.join(' and ')}.` : 'The demo spas are there already.')
    })
  }
}
