import type { Attention } from '@ava/protocol/portal/tasks.ts'
import type { Tenant } from '../../../db/for-tenant.ts'

/** What every page says at its edge: how much waits for a person, and whose calendar cannot be trusted. */
export async function readAttention(tenant: Tenant): Promise<Attention> {
  return tenant.transaction(async (tx) => {
    const open = await tx.task.groupBy({ by: ['kind'], where: { status: { not: 'done' } }, _count: true })
    const withheld = await tx.calendar.findMany({
      where: { withheldSince: { not: null } },
      select: { withheldSince: true, provider: { select: { displayName: true } } },
      orderBy: { withheldSince: 'asc' },
    })
    return {
      openTasks: open.reduce((sum, { _count }) => sum + _count, 0),
      emergencies: open.find(({ kind }) => kind === 'emergency')?._count ?? 0,
      withheld: withheld.map(({ withheldSince, provider }) => ({
        providerName: provider.displayName,
        since: withheldSince!.toISOString(),
      })),
    }
  })
}
