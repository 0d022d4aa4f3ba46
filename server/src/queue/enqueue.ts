import type { TenantTransaction } from '../db/for-tenant.ts'
import type { JobName, JobPayload } from './jobs.ts'

/** What a job is written with: a tenant's transaction, or for what is no spa's any other. */
export type JobTransaction = Pick<TenantTransaction, '$queryRawUnsafe'>

/** Queues a job inside the transaction that causes it: it exists if and only if the transaction commits. */
export type Enqueue = <N extends JobName>(
  tx: JobTransaction,
  name: N,
  payload: JobPayload<N>,
  options?: { startAfter?: Date },
) => Promise<void>
