import type { Logger } from 'pino'
import type { Tenant } from '../../db/for-tenant.ts'

const TOKENS_KEPT_MS = 60 * 60_000
const SILENT_KEPT_MS = 24 * 60 * 60_000
const SWEEP_EVERY_MS = 10 * 60_000
const MAX_ROWS = 500

/**
 * Clears a spa's expired tokens and its conversations in which nothing ever happened, at most every ten
 * minutes and beside the request that made a new one: rows come from sessions, so sessions sweep them.
 */
export function createSweep(deps: { logger: Logger }): (tenant: Tenant, now: Date) => void {
  const sweptAt = new Map<string, number>()
  return (tenant, now) => {
    if (now.getTime() - (sweptAt.get(tenant.id) ?? 0) < SWEEP_EVERY_MS) return
    sweptAt.set(tenant.id, now.getTime())
    sweepSessions(tenant, now).catch((error: unknown) =>
      deps.logger.warn({ err: error, tenantId: tenant.id }, 'sweep failed'),
    )
  }
}

export async function sweepSessions(tenant: Tenant, now: Date): Promise<void> {
  await tenant.transaction(async (tx) => {
    await tx.widgetToken.deleteMany({ where: { expiresAt: { lt: new Date(now.getTime() - TOKENS_KEPT_MS) } } })
    const silent = await tx.conversation.findMany({
      where: {
        lastActivityAt: { lt: new Date(now.getTime() - SILENT_KEPT_MS) },
        status: 'open',
        messages: { none: {} },
        calls: { none: {} },
        events: { none: {} },
        tasks: { none: {} },
        appointments: { none: {} },
      },
      select: { id: true, visitorId: true },
      take: MAX_ROWS,
    })
    await tx.conversation.deleteMany({ where: { id: { in: silent.map((row) => row.id) } } })
    const visitorIds = silent.flatMap((row) => row.visitorId ?? [])
    await tx.visitor.deleteMany({ where: { id: { in: visitorIds }, customerId: null, conversations: { none: {} } } })
  })
}
