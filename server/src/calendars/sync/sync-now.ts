import type { Tenant } from '../../db/for-tenant.ts'
import type { CalendarDependencies } from '../dependencies.ts'
import { syncCalendar, type SyncOutcome } from './sync-calendar.ts'

/** Reads a calendar because somebody asked for it, whatever was planned. */
export function syncNow(
  deps: CalendarDependencies,
  { tenant, calendarId }: { tenant: Tenant; calendarId: string },
): Promise<SyncOutcome> {
  return syncCalendar(deps, { tenant, calendarId, isUrgent: true })
}
