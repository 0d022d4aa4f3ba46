import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { migrate } from '../../prisma/migrate.ts'
import { ensureRoles } from '../../prisma/roles.ts'
import { startEmbeddedPostgres } from '../../scripts/db/embedded-postgres.ts'
import { openDatabase, type PrismaClient } from '../../server/src/db/client.ts'
import { openQueue, type Queue } from '../../server/src/queue/queue.ts'

/** As a small server would have them. Commits are durable, as in production: nothing here is switched off. */
export const settings = {
  shared_buffers: '512MB',
  max_wal_size: '4GB',
  effective_cache_size: '2GB',
  max_connections: '100',
}

/** As many connections as there are clients in the largest measurement. */
export const POOL = 16

export interface BenchDatabase {
  /** As the application connects, with the real queue on the same database. */
  prisma: PrismaClient
  queue: Queue
  /** For a server in a process of its own. */
  appUrl: string
  /** As the tables' owner connects: for the demo data. */
  ownerUrl: string
  /** Sees every spa: to seed, and to check what is really there. */
  admin: PrismaClient
  close(): Promise<void>
}

/** A PostgreSQL of its own in a temporary folder, migrated and empty; gone after `close()`. */
export async function openBenchDatabase(): Promise<BenchDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'ava-bench-'))
  const postgres = await startEmbeddedPostgres({ directory, settings })
  const urls = await ensureRoles({ ...postgres, database: 'ava_bench' })
  await migrate(urls)
  const adminUrl = Object.assign(new URL(postgres.adminUrl), { pathname: '/ava_bench' }).href
  const prisma = openDatabase({ connectionString: urls.appUrl, poolSize: POOL })
  const admin = openDatabase({ connectionString: adminUrl, poolSize: 2 })
  const queue = await openQueue({ connectionString: urls.appUrl, logger: pino({ level: 'warn' }) })
  return {
    prisma,
    queue,
    appUrl: urls.appUrl,
    ownerUrl: urls.ownerUrl,
    admin,
    close: async () => {
      await queue.close()
      await Promise.all([prisma.$disconnect(), admin.$disconnect()])
      await postgres.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
