import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type pg from 'pg'

/** Where pg-boss keeps its tables; the application starts it with `migrate: false`. */
export const queueSchema = 'pgboss'

/**
 * Creates or upgrades pg-boss's tables, as the owner: the application's role
 * could not. Returns whether there was something to do.
 */
export async function migrateQueue(owner: pg.ClientBase): Promise<boolean> {
  const installed = await installedVersion(owner)
  const wanted = wantedVersion()
  if (installed !== undefined && installed >= wanted) return false
  const { getConstructionPlans, getMigrationPlans } = await import('pg-boss')
  await owner.query(
    installed === undefined ? getConstructionPlans(queueSchema) : getMigrationPlans(queueSchema, installed),
  )
  return true
}

async function installedVersion(owner: pg.ClientBase): Promise<number | undefined> {
  const { rows } = await owner.query<{ there: boolean }>(
    `SELECT to_regclass('${queueSchema}.version') IS NOT NULL AS there`,
  )
  if (!rows[0]?.there) return undefined
  const { rows: versions } = await owner.query<{ version: number }>(`SELECT version FROM ${queueSchema}.version`)
  return versions[0]?.version
}

/** Read from pg-boss's manifest, because loading all of it takes longer than the rest of an idle migrate step. */
function wantedVersion(): number {
  const entry = createRequire(import.meta.url).resolve('pg-boss')
  const manifest = readFileSync(entry.replace(/dist[\\/][^\\/]+$/, 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { pgboss: { schema: number } }).pgboss.schema
}
