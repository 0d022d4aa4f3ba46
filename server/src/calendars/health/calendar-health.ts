import type { Tenant } from '../../db/for-tenant.ts'
import { FIRST_SYNC } from './withholding.ts'
import { whyInWords } from './words.ts'

export interface CalendarProblem {
  connectionId: string
  account: string
  /** Whose times are not offered. */
  providers: { calendarId: string; name: string }[]
  since: Date
  /** dead_token, forbidden, quota, unreachable, bad_answer, refused */
  reason: string
  why: string
  /** When Ava tries again by herself. */
  nextTryAt: Date | null
  /** True: a person has to connect the account again. */
  needsReconnect: boolean
}

/** What the portal's banner says: accounts because of which times are withheld, longest first. Empty: all is well. */
export async function calendarHealth(tenant: Tenant): Promise<CalendarProblem[]> {
  const connections = await tenant.db.calendarConnection.findMany({
    where: {
      status: { not: 'disconnected' },
      calendars: { some: { withheldSince: { not: null }, withheldReason: { not: FIRST_SYNC } } },
    },
    include: {
      calendars: {
        where: { withheldSince: { not: null }, withheldReason: { not: FIRST_SYNC } },
        include: { provider: { select: { displayName: true } } },
        orderBy: { withheldSince: 'asc' },
      },
    },
  })
  return connections
    .map(({ id, account, calendars, nextTryAt }) => {
      const [first] = calendars
      const reason = first!.withheldReason ?? 'unknown'
      return {
        connectionId: id,
        account,
        providers: calendars.map((calendar) => ({ calendarId: calendar.id, name: calendar.provider.displayName })),
        since: first!.withheldSince!,
        reason,
        why: whyInWords(reason),
        nextTryAt,
        needsReconnect: reason === 'dead_token',
      }
    })
    .sort((a, b) => a.since.getTime() - b.since.getTime())
}
