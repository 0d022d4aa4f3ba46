import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../../prisma/migrate.ts'
import { ensureRoles } from '../../../prisma/roles.ts'
import { startEmbeddedPostgres } from '../../../scripts/db/embedded-postgres.ts'
import type { EmbeddedPostgres } from '../../../scripts/db/embedded-postgres.ts'
import { processIdentity } from '../../../scripts/db/running-process.ts'

export const templateDatabase = 'ava_template'

/** Plain data, so that vitest can hand it from its main process to the workers. */
export interface TestServer {
  adminUrl: string
  ownerPassword: string
  appPassword: string
}

// Nothing here has to survive a power cut.
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' }

/** A PostgreSQL in a temporary directory with one migrated database to copy. About 2 s. */
export async function startTestServer(): Promise<{
  server: TestServer
  postgres: EmbeddedPostgres
  directory: string
}> {
  removeLeftovers()
  const directory = mkdtempSync(join(tmpdir(), `ava-test-${process.pid}-`))
  const postgres = await startTestPostgres(directory)
  await migrate(await ensureRoles({ ...postgres, database: templateDatabase }))
  const { adminUrl, ownerPassword, appPassword } = postgres
  return { server: { adminUrl, ownerPassword, appPassword }, postgres, directory }
}

export function startTestPostgres(directory: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ directory, settings })
}

/** Directories of runs that were killed. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^ava-test-(\d+)-/.exec(name)?.[1]
    if (pid && !processIdentity(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}
