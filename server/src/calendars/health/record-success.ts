import type { Tenant } from '../../db/for-tenant.ts'
import { isChannelDue } from '../channels/channel.ts'
import type { CalendarDependencies } from '../dependencies.ts'
import { queueUnmirrored } from '../mirror/queue-unmirrored.ts'
import { closeBroken } from './close-broken.ts'
import { failsByItself, FIRST_SYNC } from './withholding.ts'
import { keepLease, type SyncLease } from '../sync/sync-lease.ts'

/** A calendar was read to the end: its provider's times are offered again, and everything that was raised about it is closed. */
export async function recordSuccess(
  deps: CalendarDependencies,
  request: {
    tenant: Tenant
    calendarId: string
    lease: SyncLease
    startedAt: Date
    token: string
    timeZone: string
    isWhole: boolean
  },
): Promise<void> {
  const { tenant, calendarId, startedAt, token, timeZone, isWhole } = request
  const now = deps.clock()
  await tenant.transaction(async (tx) => {
    await keepLease(tx, request.lease, now)
    const before = await tx.calendar.findFirstOrThrow({ where: { id: calendarId }, include: { connection: true } })
    await tx.calendar.updateMany({
      where: { id: calendarId },
      data: {
        syncToken: token,
        timeZone,
        lastSyncedAt: startedAt,
        ...(isWhole ? { fullySyncedAt: startedAt } : {}),
        withheldSince: null,
        withheldReason: null,
      },
    })
    const { connection } = before
    const others = await tx.calendar.findMany({
      where: { connectionId: connection.id, id: { not: calendarId }, withheldSince: { not: null } },
      select: { id: true, withheldReason: true },
    })
    if (connection.status === 'broken' || connection.failures > 0 || connection.nextTryAt) {
      await tx.calendarConnection.updateMany({
        where: { id: connection.id, status: { not: 'disconnected' } },
        data: {
          status: 'active',
          brokenSince: null,
          brokenReason: null,
          // The pauses of one beside it that goes on failing grow on.
          ...(others.some(failsByItself) ? {} : { failures: 0, nextTryAt: null }),
        },
      })
    }
    // Its last renewal may have come while the account did not work, or have failed too often.
    if (deps.pushAddress !== null && before.withheldReason !== FIRST_SYNC && isChannelDue(before, now)) {
      await deps.enqueue(tx, 'renew-calendar-channel', { tenantId: tenant.id, calendarId })
    }
    for (const subjectKey of [`calendar:${calendarId}`, `connection:${connection.id}`]) {
      await closeBroken(tx, {
        subjectKey,
        closedBy: 'job:sync-calendar',
        resolution: 'The calendar answers again.',
        now,
      })
    }
    if (before.withheldSince === null) return
    // What could not be shown while it was away, and what others of the account wait for.
    await queueUnmirrored(tx, { enqueue: deps.enqueue, tenantId: tenant.id, calendar: before, now })
    if (before.withheldReason === FIRST_SYNC) return
    await tx.auditEntry.create({
      data: {
        actor: 'job:sync-calendar',
        action: 'calendar.healed',
        subjectType: 'calendar',
        subjectId: calendarId,
        data: { since: before.withheldSince.toISOString(), reason: before.withheldReason },
      },
    })
    for (const { id } of others) {
      await deps.enqueue(tx, 'sync-calendar', { tenantId: tenant.id, calendarId: id, cause: 'change' })
    }
  })
}
