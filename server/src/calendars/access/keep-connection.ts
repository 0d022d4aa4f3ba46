import type { CalendarCredentials } from '../../adapters/calendar/calendar.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import type { CalendarConnectionKind } from '../../db/generated/client.ts'
import { lockForTransaction } from '../../db/locks.ts'
import { newId } from '../../db/new-id.ts'
import type { CalendarDependencies } from '../dependencies.ts'
import { sealCredentials } from './open-calendar.ts'

/**
 * Keeps an account that has just been allowed. The same account again is the same connection with
 * new tokens: what was broken heals, because its calendars are read at once.
 */
export async function keepConnection(
  deps: Pick<CalendarDependencies, 'enqueue'>,
  request: {
    tenant: Tenant
    kind: CalendarConnectionKind
    account: string
    credentials: CalendarCredentials
    scopes: string[]
    /** "user:<id>" */
    actor: string
  },
): Promise<{ connectionId: string; isNew: boolean }> {
  const { tenant, kind, account, credentials, scopes, actor } = request
  return tenant.transaction(async (tx) => {
    await lockForTransaction(tx, `calendar-account:${kind}:${account}`)
    const known = await tx.calendarConnection.findFirst({
      where: { kind, account },
      include: { calendars: { select: { id: true } } },
    })
    const id = known?.id ?? newId()
    const sealedTokens = await sealCredentials(tx, tenant, { connectionId: id, credentials })
    const fields = { sealedTokens, scopes, connectedBy: actor, status: 'active' as const }
    if (known) {
      await tx.calendarConnection.updateMany({
        where: { id },
        data: { ...fields, brokenSince: null, brokenReason: null, failures: 0, nextTryAt: null },
      })
    } else {
      await tx.calendarConnection.create({ data: { id, kind, account, ...fields } })
    }
    await tx.auditEntry.create({
      data: {
        actor,
        action: known ? 'calendar.reconnected' : 'calendar.connected',
        subjectType: 'calendar_connection',
        subjectId: id,
        data: { kind },
      },
    })
    for (const calendar of known?.calendars ?? []) {
      await deps.enqueue(tx, 'sync-calendar', { tenantId: tenant.id, calendarId: calendar.id, cause: 'change' })
    }
    return { connectionId: id, isNew: known === null }
  })
}
