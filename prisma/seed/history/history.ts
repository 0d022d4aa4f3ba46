import type { TenantTransaction } from '../../../server/src/db/for-tenant.ts'
import type { CreatedSpa } from '../create-spa.ts'
import type { Random } from '../random.ts'

export interface HistoryContext {
  spa: CreatedSpa
  random: Random
  firstDay: Temporal.PlainDate
  now: Date
}

export async function createHistory(_tx: TenantTransaction, _context: HistoryContext): Promise<void> {}
