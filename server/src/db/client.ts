import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from './generated/client.ts'
import { statementName } from './prepared-statements.ts'

/**
 * How long a transaction waits for its turn. Two hundred who want the same slot at once are told in turn that it
 * is taken, also on a busy machine; a database that is away refuses at once, and does not make anybody wait.
 */
const MAX_WAIT_MS = 15_000

/**
 * Opens the one Prisma client of a process, connected as the application's
 * role (which neither owns the tables nor bypasses row-level security).
 * Domain code never sees it: it gets a `Tenant` from `forTenant`.
 *
 * A restart of PostgreSQL fails what was under way (`isUnavailable` in errors.ts)
 * and nothing else: the next query connects anew. `$disconnect()` closes the pool.
 */
export function openDatabase(options: {
  connectionString: string
  poolSize?: number
  /** Hears of connections that were lost while nobody was using them, or in the middle of a transaction. */
  onConnectionLost?: (error: Error) => void
}): PrismaClient {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: MAX_WAIT_MS,
    keepAlive: true,
    application_name: 'ava',
    // No query and no forgotten transaction keeps a connection for good.
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    // Our statements go through indexes whatever the values are. Without this PostgreSQL plans even those
    // that it keeps prepared anew at every call, which is most of what a booking costs it.
    options: '-c plan_cache_mode=force_generic_plan',
  })
  const onLost = options.onConnectionLost ?? (() => undefined)
  // The pool's own listener hears idle clients only. A client that is checked out
  // and dies between two queries emits an error that nobody hears: it would end the process.
  pool.on('connect', (client) => client.on('error', onLost))
  pool.on('error', onLost)
  const adapter = new PrismaPg(pool, { disposeExternalPool: true, statementNameGenerator: statementName })
  return new PrismaClient({ adapter, transactionOptions: { maxWait: MAX_WAIT_MS, timeout: 10_000 } })
}

export type { PrismaClient } from './generated/client.ts'
