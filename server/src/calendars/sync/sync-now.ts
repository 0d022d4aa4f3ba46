import type { Tenant } from '../../db/for-tenant.ts'
import type { CalendarDependencies } from '../dependencies.ts'
import { planReading } from './plan-reading.ts'
import { syncCalendar, type SyncOutcome } from './sync-calendar.ts'

/** Reads a calendar because somebody asked for it, whatever was planned; and should nothing be planned any more, it is again. */
export async function syncNow(
  deps: CalendarDependencies,
  { tenant, calendarId }: { tenant: Tenant; calendarId: string },
): Promise<SyncOutcome> {
  const outcome = await syncCalendar(deps, { tenant, calendarId, isUrgent: true })
  const isThere = outcome.ok || outcome.reason !== 'gone'
  if (isThere) await tenant.transaction((tx) => planReading(tx, deps, { tenantId: tenant.id, calendarId }))
  return outcome
}
