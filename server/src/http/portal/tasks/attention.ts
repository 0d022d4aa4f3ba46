import type { Attention } from '@ava/protocol/portal/tasks.ts'
import { calendarHealth } from '../../../calendars/health/calendar-health.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import { aboutVisitsWith } from './task-list.ts'

/** What every page says at its edge: how much waits for a person, and whose calendar cannot be trusted. */
export async function readAttention(
  tenant: Tenant,
  { onlyProviderId }: { onlyProviderId: string | null },
): Promise<Attention> {
  if (onlyProviderId !== null) return ofProvider(tenant, onlyProviderId)
  const open = await tenant.db.task.groupBy({ by: ['kind'], where: { status: { not: 'done' } }, _count: true })
  const problems = await calendarHealth(tenant, new Date())
  return {
    openTasks: open.reduce((sum, { _count }) => sum + _count, 0),
    emergencies: open.find(({ kind }) => kind === 'emergency')?._count ?? 0,
    withheld: problems.flatMap(({ providers, since }) =>
      providers.map(({ name }) => ({ providerName: name, since: since.toISOString() })),
    ),
  }
}

/** As much of it as is theirs. */
async function ofProvider(tenant: Tenant, providerId: string): Promise<Attention> {
  const { openTasks, calendar } = await tenant.transaction(async (tx) => ({
    openTasks: await tx.task.count({ where: { status: { not: 'done' }, ...(await aboutVisitsWith(tx, providerId)) } }),
    calendar: await tx.calendar.findFirst({
      where: { providerId, withheldSince: { not: null } },
      select: { withheldSince: true, provider: { select: { displayName: true } } },
    }),
  }))
  const since = calendar?.withheldSince?.toISOString()
  const withheld = calendar && since ? [{ providerName: calendar.provider.displayName, since }] : []
  return { openTasks, emergencies: 0, withheld }
}
