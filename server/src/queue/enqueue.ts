import type { TenantTransaction } from '../db/for-tenant.ts'
import type { JobName, JobPayload } from './jobs.ts'

/** Queues a job inside the transaction that causes it: it exists if and only if the transaction commits. */
export type Enqueue = <N extends JobName>(
  tx: TenantTransaction,
  name: N,
  payload: JobPayload<N>,
  options?: { startAfter?: Date },
) => Promise<void>
