import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { CalendarDependencies } from '../dependencies.ts'

const minuteMs = 60_000
/** Between 10 and 15 minutes: not all calendars at the same moment. */
const POLL_MS = { least: 10 * minuteMs, most: 15 * minuteMs }

/** Sees to it that a calendar will be read again before long; planned already is planned. */
export function planReading(
  tx: TenantTransaction,
  deps: Pick<CalendarDependencies, 'enqueue' | 'clock'>,
  { tenantId, calendarId }: { tenantId: string; calendarId: string },
): Promise<void> {
  const waitMs = POLL_MS.least + Math.random() * (POLL_MS.most - POLL_MS.least)
  const startAfter = new Date(deps.clock().getTime() + waitMs)
  return deps.enqueue(tx, 'sync-calendar', { tenantId, calendarId, cause: 'regular' }, { startAfter })
}
