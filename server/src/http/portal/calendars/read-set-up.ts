import type { CalendarSetUp } from '@ava/protocol/portal/calendars.ts'
import { listConnections } from '../../../calendars/connections.ts'
import type { CalendarDependencies } from '../../../calendars/dependencies.ts'
import { FIRST_SYNC } from '../../../calendars/health/withholding.ts'
import type { Tenant } from '../../../db/for-tenant.ts'

/** The accounts that a spa has connected, and every provider with their calendar. */
export async function readCalendarSetUp(calendars: CalendarDependencies, tenant: Tenant): Promise<CalendarSetUp> {
  const { connections, canBePushed } = await listConnections(calendars, { tenant })
  const providers = await tenant.db.provider.findMany({
    where: { OR: [{ isActive: true }, { calendar: { isNot: null } }] },
    orderBy: [{ displayName: 'asc' }, { id: 'asc' }],
    select: { id: true, displayName: true, calendar: { select: { withheldReason: true } } },
  })
  const chosen = new Map(
    connections.flatMap((account) =>
      account.calendars.map((calendar) => [calendar.providerId, { account, calendar }] as const),
    ),
  )
  return {
    canBePushed,
    accounts: connections.map(({ id, kind, account, status, brokenSince, why, nextTryAt, createdAt }) => ({
      id,
      kind,
      name: account,
      isBroken: status === 'broken',
      brokenSince: brokenSince?.toISOString() ?? null,
      why,
      nextTryAt: nextTryAt?.toISOString() ?? null,
      connectedAt: createdAt.toISOString(),
    })),
    providers: providers.map((provider) => {
      const found = chosen.get(provider.id)
      const isReading = provider.calendar?.withheldReason === FIRST_SYNC
      return {
        id: provider.id,
        name: provider.displayName,
        calendar: found
          ? {
              id: found.calendar.id,
              accountId: found.account.id,
              accountName: found.account.account,
              externalId: found.calendar.externalId,
              name: found.calendar.name,
              state: !found.calendar.withheldSince ? 'working' : isReading ? 'reading' : 'withheld',
              withheldSince: found.calendar.withheldSince?.toISOString() ?? null,
              why: found.calendar.why,
              lastSyncedAt: found.calendar.lastSyncedAt?.toISOString() ?? null,
              updates: found.calendar.isPushed ? 'push' : 'polling',
              showsService: found.calendar.showsService,
            }
          : null,
      }
    }),
  }
}
