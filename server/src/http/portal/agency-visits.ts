import type { AgencyVisit, PortalAccess } from './access.ts'

/** More sessions than one process serves at a time; after that they are only written again, which changes nothing. */
const REMEMBERED = 10_000

/** Remembers which visits were noted, so that only the first request of each waits for the audit log. */
export function onceForEachVisit(note: (visit: AgencyVisit) => Promise<void>): PortalAccess['enterAsAgency'] {
  const noted = new Set<string>()
  return async (visit) => {
    const key = `${visit.session.id}:${visit.tenantId}`
    if (noted.has(key)) return
    await note(visit)
    if (noted.size >= REMEMBERED) noted.clear()
    noted.add(key)
  }
}
