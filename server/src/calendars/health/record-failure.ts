import type { CalendarError, CalendarErrorKind } from '../../adapters/calendar/calendar.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { Calendar, CalendarConnection, Provider } from '../../db/generated/client.ts'
import { newId } from '../../db/new-id.ts'
import { notifyTask } from '../../db/notify.ts'
import { lockConnection } from '../access/lock-connection.ts'
import { isPermission } from '../access/open-calendar.ts'
import type { CalendarDependencies } from '../dependencies.ts'
import { retryDelayMs } from './retry-delay.ts'
import { tellOwner } from './tell-owner.ts'
import { concernsAccount, isToBeWithheld, STALE_MS } from './withholding.ts'
import { whyInWords } from './words.ts'

/**
 * A calendar gave no proper answer. Notes it, plans the next try, and, where what we know of it
 * is not to be trusted any more, withholds its provider's times, leaves a task and tells the owner.
 */
export async function recordFailure(
  deps: CalendarDependencies,
  request: {
    tenant: Tenant
    calendarId: string
    /** What the account was opened with: a failure with a permission from before says nothing about a newer one. */
    sealedTokens: string
    error: CalendarError
  },
): Promise<void> {
  const { tenant, calendarId, error } = request
  const now = deps.clock()
  deps.logger.warn({ err: error, calendarId }, 'a calendar could not be read')
  await tenant.transaction(async (tx) => {
    const found = await tx.calendar.findFirst({ where: { id: calendarId }, select: { connectionId: true } })
    if (!found) return
    await lockConnection(tx, found.connectionId)
    const connection = await tx.calendarConnection.findFirst({
      where: { id: found.connectionId, status: { not: 'disconnected' } },
      include: { calendars: { include: { provider: true } } },
    })
    if (!connection) return
    if (error.kind === 'dead_token' && (await isFromBefore(deps, { ...request, tx, connection }))) return
    const failures = connection.failures + 1
    const nextTryAt = nextTry({ failures, calendars: connection.calendars, now })
    await tx.calendarConnection.updateMany({ where: { id: connection.id }, data: { failures, nextTryAt } })
    await deps.enqueue(
      tx,
      'retry-calendar-connection',
      { tenantId: tenant.id, connectionId: connection.id },
      { startAfter: nextTryAt },
    )
    const struck = connection.calendars.filter(
      (calendar) =>
        (error.kind === 'dead_token' || calendar.id === calendarId) && isToBeWithheld(error.kind, { ...calendar, now }),
    )
    if (struck.length > 0) await withhold(tx, deps, { tenant, connection, struck, kind: error.kind, now })
  })
}

/** Later and later, but no later than when what we know turns stale: then it has to be decided again. */
function nextTry(request: { failures: number; calendars: readonly Calendar[]; now: Date }): Date {
  const { failures, calendars, now } = request
  const planned = now.getTime() + retryDelayMs(failures, Math.random())
  const staleAt = calendars
    .flatMap(({ lastSyncedAt, withheldSince }) => (lastSyncedAt && !withheldSince ? [lastSyncedAt.getTime()] : []))
    .map((at) => at + STALE_MS + 1_000)
    .filter((at) => at > now.getTime())
  return new Date(Math.min(planned, ...staleAt))
}

/** Somebody connected anew while we still tried with the old: the new permission is tried at once. */
async function isFromBefore(
  deps: CalendarDependencies,
  request: {
    tenant: Tenant
    tx: TenantTransaction
    connection: CalendarConnection
    calendarId: string
    sealedTokens: string
  },
): Promise<boolean> {
  const { connection, sealedTokens: used } = request
  // Not the sealed text is compared: renewing the access token changes that too.
  if (await isPermission(request.tx, request.tenant, { connection, used })) return false
  const payload = { tenantId: request.tenant.id, calendarId: request.calendarId, cause: 'change' as const }
  await deps.enqueue(request.tx, 'sync-calendar', payload)
  return true
}

async function withhold(
  tx: TenantTransaction,
  deps: CalendarDependencies,
  request: {
    tenant: Tenant
    connection: CalendarConnection
    struck: readonly (Calendar & { provider: Provider })[]
    kind: CalendarErrorKind
    now: Date
  },
): Promise<void> {
  const { connection, struck, kind, now } = request
  for (const calendar of struck) {
    await tx.calendar.updateMany({
      where: { id: calendar.id },
      data: { withheldSince: calendar.withheldSince ?? now, withheldReason: kind },
    })
  }
  const isAccount = concernsAccount(kind)
  if (isAccount) {
    await tx.calendarConnection.updateMany({
      where: { id: connection.id },
      data: { status: 'broken', brokenSince: connection.brokenSince ?? now, brokenReason: kind },
    })
  }
  const providers = struck.map(({ provider }) => provider.displayName)
  const id = newId()
  const { count } = await tx.task.createMany({
    data: [
      {
        id,
        kind: 'calendar_broken',
        subjectKey: isAccount ? `connection:${connection.id}` : `calendar:${struck[0]!.id}`,
        title: isAccount
          ? `The calendar account ${connection.account} does not work`
          : `${providers[0]}’s calendar does not work`,
        data: {
          account: connection.account,
          providers: providers.join(', '),
          why: whyInWords(kind),
          meanwhile: 'Ava offers no times of theirs until it works again.',
        },
      },
    ],
    skipDuplicates: true,
  })
  if (count > 0) await notifyTask(tx, { taskId: id })
  await tellOwner(tx, deps, { ...request, providers })
}
