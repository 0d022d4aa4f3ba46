import type { TenantTransaction } from '../../db/for-tenant.ts'
import { lockForTransaction } from '../../db/locks.ts'

/** Who fails, chooses or leaves in one account does so one after the other. */
export function lockConnection(tx: TenantTransaction, connectionId: string): Promise<void> {
  return lockForTransaction(tx, `calendar-connection:${connectionId}`)
}
