import type { DriftReport } from '@ava/protocol/portal/calendars.ts'
import type { TimeSpan } from '../../../adapters/calendar/calendar.ts'
import type { DriftReport as Found } from '../../../calendars/drift/drift-report.ts'
import { refused } from './refuse.ts'

/** More differences than anybody compares by eye. */
const MAX_SHOWN = 500

/** The two sides of a calendar as the portal shows them. Throws 404 for no such calendar, 424 when it does not answer. */
export function toDriftReport(calendarId: string, found: Found): DriftReport {
  if (!found.ok) throw refused(found.reason)
  return {
    calendarId,
    checkedAt: found.checkedAt.toISOString(),
    differences: found.differences.slice(0, MAX_SHOWN).map(({ kind, reference, here, there }) => ({
      kind,
      reference,
      ours: toTimes(here),
      theirs: toTimes(there),
    })),
  }
}

function toTimes(span: TimeSpan | null): { startsAt: string; endsAt: string } | null {
  return span && { startsAt: span.startsAt.toISOString(), endsAt: span.endsAt.toISOString() }
}
