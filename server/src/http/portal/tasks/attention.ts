import type { Attention } from '@ava/protocol/portal/tasks.ts'
import { calendarHealth } from '../../../calendars/health/calendar-health.ts'
import type { Tenant } from '../../../db/for-tenant.ts'

/** What every page says at its edge: how much waits for a person, and whose calendar cannot be trusted. */
export async function readAttention(tenant: Tenant): Promise<Attention> {
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
