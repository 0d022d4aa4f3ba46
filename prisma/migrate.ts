import { parseArgs } from 'node:util'
import pg from 'pg'
import { withDatabase } from '../scripts/db/database-urls.ts'
import { grantApplication, isApplicationGranted, requireRole } from './grants.ts'
import { migrateQueue } from './queue-schema.ts'
import { migrationList, migrationNames, noFilter, withSchemaEngine } from './schema-engine.ts'

const help = `Brings the database to the newest migration, and grants the application's role its rights.

  node prisma/migrate.ts [--data <directory>]

Uses DATABASE_OWNER_URL (migrations) and DATABASE_URL (the application), or the
embedded PostgreSQL under --data (default .data/). Nothing to do: well under a second.
`

/** Two migrate steps at once take turns on this. The number is arbitrary; nothing else here locks on it. */
const migrateLock = 7_141_207

export interface MigrateResult {
  /** Names of the migrations applied now, oldest first. */
  applied: string[]
}

/**
 * Applies what is pending as the owner, creates or upgrades the queue's schema,
 * and grants the role named in `appUrl`. Safe to run in several processes at once.
 */
export async function migrate(options: { ownerUrl: string; appUrl: string }): Promise<MigrateResult> {
  const owner = await connect(options.ownerUrl)
  try {
    await owner.query('SELECT pg_advisory_lock($1)', [migrateLock])
    const role = decodeURIComponent(new URL(options.appUrl).username)
    await requireRole(owner, role)
    const applied = await applyPending(owner, options.ownerUrl)
    const queueChanged = await migrateQueue(owner)
    if (applied.length > 0 || queueChanged || !(await isApplicationGranted(owner, role))) {
      await grantApplication(owner, role)
    }
    return { applied }
  } finally {
    // Ending the session gives the lock back.
    await owner.end()
  }
}

async function connect(ownerUrl: string): Promise<pg.Client> {
  const owner = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 })
  // A connection that dies in the middle fails the query; without a listener it would end the process.
  owner.on('error', () => undefined)
  try {
    await owner.connect()
  } catch (error) {
    const { host } = new URL(ownerUrl)
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`The database at ${host} cannot be reached as its owner: ${reason}. Check DATABASE_OWNER_URL.`, {
      cause: error,
    })
  }
  return owner
}

async function applyPending(owner: pg.Client, ownerUrl: string): Promise<string[]> {
  const done = await appliedNames(owner)
  if (migrationNames().every((name) => done.has(name))) return []
  const { appliedMigrationNames } = await withSchemaEngine(ownerUrl, (engine) =>
    engine.applyMigrations({ migrationsList: migrationList(), filters: noFilter }),
  )
  return appliedMigrationNames
}

/** Throws when an earlier migration failed half way: a person has to look at it. */
async function appliedNames(owner: pg.Client): Promise<Set<string>> {
  const { rows: tables } = await owner.query<{ there: boolean }>(
    `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS there`,
  )
  if (!tables[0]?.there) return new Set()
  const { rows } = await owner.query<{ name: string; finished: boolean }>(
    `SELECT migration_name AS name, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  )
  const failed = rows.find((row) => !row.finished)
  if (failed) {
    throw new Error(
      `The migration ${failed.name} failed before and left the database half changed. ` +
        'For a database with nothing to keep: npm run db:reset. Otherwise mend it by hand and mark it with `prisma migrate resolve`.',
    )
  }
  return new Set(rows.map((row) => row.name))
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' }, data: { type: 'string' } } })
  if (values.help) console.log(help)
  else {
    await withDatabase({ data: values.data }, async (urls) => {
      const { applied } = await migrate(urls)
      console.log(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The database is up to date.')
    })
  }
}
