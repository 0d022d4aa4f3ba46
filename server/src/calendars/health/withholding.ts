import type { CalendarErrorKind } from '../../adapters/calendar/calendar.ts'

/** A calendar that was just chosen: nothing is known of it before it was read once. */
export const FIRST_SYNC = 'first_sync'

/** What was read so long ago says nothing about now any more. */
export const STALE_MS = 30 * 60_000

/**
 * Whether a provider's times are withheld after a failure. What only a person can mend, and an
 * answer that looks well and is not, withholds at once. A quota or an outage passes: what was read within the last half
 * hour still stands, because every change in the meantime would have been read then.
 */
export function isToBeWithheld(
  kind: CalendarErrorKind,
  { lastSyncedAt, now }: { lastSyncedAt: Date | null; now: Date },
): boolean {
  if (kind !== 'quota' && kind !== 'unreachable') return true
  return lastSyncedAt === null || now.getTime() - lastSyncedAt.getTime() > STALE_MS
}

/** Whether it is the account that failed, and not one of its calendars. */
export function concernsAccount(kind: CalendarErrorKind): boolean {
  return kind === 'dead_token' || kind === 'quota' || kind === 'unreachable'
}
