import { noteWidgetSighting } from '../../db/widget-sighting.ts'
import type { Tenant } from '../../db/for-tenant.ts'

const HOUR_MS = 60 * 60_000
/** More websites than all spas of one process show at once; beyond it the oldest is asked about again. */
const REMEMBERED = 20_000

/** Notes on which website the widget was, once an hour and website: what this process has noted it does not ask the database about. */
export function createSightings(): (tenant: Tenant, seen: { origin: string; now: Date }) => Promise<void> {
  const noted = new Map<string, number>()
  return async (tenant, { origin, now }) => {
    const key = `${tenant.id} ${origin}`
    if (now.getTime() - (noted.get(key) ?? -Infinity) < HOUR_MS) return
    noted.delete(key)
    noted.set(key, now.getTime())
    if (noted.size > REMEMBERED) noted.delete(noted.keys().next().value!)
    await tenant.transaction((tx) => noteWidgetSighting(tx, { origin, now }))
  }
}
