import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureRoles } from '../../prisma/roles.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts'

/** The same database as its two roles see it. */
export interface DatabaseUrls {
  ownerUrl: string
  appUrl: string
}

const defaultDataDirectory = join(import.meta.dirname, '../../.data/postgres')

const envFile = join(import.meta.dirname, '../../.env')

/** Starts the embedded PostgreSQL and makes its roles and database `ava` on the first start. */
export async function startOwnDatabase(options: {
  directory?: string
}): Promise<DatabaseUrls & { postgres: EmbeddedPostgres }> {
  const postgres = await startEmbeddedPostgres({ directory: options.directory ?? defaultDataDirectory })
  try {
    const urls = await ensureRoles({ ...postgres, database: 'ava' })
    return { ...urls, postgres }
  } catch (error) {
    await postgres.stop()
    throw error
  }
}

/** The environment's database; undefined when none is named. Throws when only half is said. */
export function databaseFromEnvironment(): DatabaseUrls | undefined {
  const { DATABASE_OWNER_URL: ownerUrl, DATABASE_URL: appUrl } = process.env
  if (!ownerUrl && !appUrl) return undefined
  if (!ownerUrl || !appUrl) {
    throw new Error(
      'Set both DATABASE_URL (the application) and DATABASE_OWNER_URL (migrations), or neither to use the embedded PostgreSQL.',
    )
  }
  return { ownerUrl, appUrl }
}

/**
 * For the command-line scripts: runs `work` on the database that the environment or .env names, or on
 * the embedded one, which is ended afterwards. A failure becomes one sentence and exit code 1.
 */
export async function withDatabase(
  options: { data?: string | undefined },
  work: (urls: DatabaseUrls) => Promise<void>,
): Promise<void> {
  try {
    if (existsSync(envFile)) process.loadEnvFile(envFile)
    const urls = databaseFromEnvironment()
    if (urls) await work(urls)
    else {
      const own = await startOwnDatabase(options.data ? { directory: options.data } : {})
      await work(own).finally(() => own.postgres.stop())
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
