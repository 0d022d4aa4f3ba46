import type { TenantTransaction } from './for-tenant.ts'
import { Prisma } from './generated/client.ts'

/**
 * Every table whose rows hang on a customer, but for the merges themselves. A test walks the
 * database's catalogue, so that a new one cannot be forgotten.
 */
export const customerTables = [
  'appointments',
  'consents',
  'conversations',
  'customer_allergies',
  'identities',
  'screening_answers',
  'treatment_plans',
  'verification_codes',
  'visitors',
  'waitlist_entries',
] as const
export type CustomerTable = (typeof customerTables)[number]

const mine = Prisma.sql`tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid`

/** The customers' rows are ours until the transaction ends: nobody adds anything to them meanwhile. */
export async function lockCustomers(tx: TenantTransaction, ids: readonly string[]): Promise<void> {
  // In the order of their ids, so that two who want the same two do not wait for each other.
  await tx.$executeRaw`select from customers where ${mine} and id = any(${ids}::uuid[]) order by id for update`
}

/** Gives the rows of one customer to another; of `ids`, or all. Returns the ids of what changed hands. */
export async function moveCustomerRows(
  tx: TenantTransaction,
  table: CustomerTable,
  { from, to, ids }: { from: string; to: string; ids?: readonly string[] },
): Promise<string[]> {
  const these = ids === undefined ? Prisma.empty : Prisma.sql`and id = any(${ids}::uuid[])`
  const rows = await tx.$queryRaw<{ id: string }[]>`
    update ${Prisma.raw(table)} set customer_id = ${to}::uuid
    where ${mine} and customer_id = ${from}::uuid ${these}
    returning id`
  return rows.map(({ id }) => id).sort()
}
