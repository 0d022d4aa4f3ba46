import type { Tenant } from '../../db/for-tenant.ts'
import { FIRST_SYNC, withheldNow } from './withholding.ts'
import { whyInWords } from './words.ts'

export interface CalendarProblem {
  connectionId: string
  account: string
  /** Whose times are not offered. */
  providers: { calendarId: string; name: string }[]
  since: Date
  /** dead_token, forbidden, quota, unreachable, bad_answer, refused, stale */
  reason: string
  why: string
  /** When Ava tries again by herself. */
  nextTryAt: Date | null
  /** True: a person has to connect the account again. */
  needsReconnect: boolean
}

/** What the portal's banner says: accounts because of which times are withheld, longest first. Empty: all is well. */
export async function calendarHealth(tenant: Tenant, now: Date): Promise<CalendarProblem[]> {
  const connections = await tenant.db.calendarConnection.findMany({
    where: { status: { not: 'disconnected' } },
    include: { calendars: { include: { provider: { select: { displayName: true } } } } },
  })
  return connections
    .flatMap(({ id, account, calendars, nextTryAt }) => {
      const struck = calendars
        .flatMap((calendar) => {
          const withheld = withheldNow(calendar, now)
          // One that is read for the first time is no problem.
          return withheld && withheld.reason !== FIRST_SYNC ? [{ ...calendar, ...withheld }] : []
        })
        .sort((a, b) => a.since.getTime() - b.since.getTime())
      const [first] = struck
      if (!first) return []
      const { since, reason } = first
      return {
        connectionId: id,
        account,
        providers: struck.map((calendar) => ({ calendarId: calendar.id, name: calendar.provider.displayName })),
        since,
        reason,
        why: whyInWords(reason),
        nextTryAt,
        needsReconnect: reason === 'dead_token',
      }
    })
    .sort((a, b) => a.since.getTime() - b.since.getTime())
}
