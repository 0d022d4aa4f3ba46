import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client.ts'

/**
 * Opens the one Prisma client of a process, connected as the application's
 * role (which neither owns the tables nor bypasses row-level security).
 * Domain code never sees it: it gets a `Tenant` from `forTenant`.
 */
export function openDatabase(options: { connectionString: string; poolSize?: number }): PrismaClient {
  const adapter = new PrismaPg({
    connectionString: options.connectionString,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 5_000,
  })
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 5_000, timeout: 10_000 } })
}

export type { PrismaClient } from './generated/client.ts'
