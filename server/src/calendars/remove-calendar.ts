import { CalendarError } from '../adapters/calendar/calendar.ts'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import type { Calendar, CalendarConnection } from '../db/generated/client.ts'
import { retryWhenOvertaken } from '../scheduling/occupy.ts'
import { lockConnection } from './access/lock-connection.ts'
import { openConnection, openCredentials } from './access/open-calendar.ts'
import type { CalendarDependencies } from './dependencies.ts'
import { closeBroken } from './health/close-broken.ts'
import { settleConflicts } from './conflicts/raise-conflict.ts'
import { removeEvent } from './mirror/mirror-appointment.ts'
import { freeExternal } from './sync/external-busy.ts'

const AT_ONCE = 25
const GOING_MS = 10 * 60_000

/**
 * A provider's calendar is not used any more: what kept them busy there is free again, coming
 * appointments are taken out of it as far as it answers, and stay here as they are.
 */
export async function removeCalendar(
  deps: CalendarDependencies,
  { tenant, calendarId, actor }: { tenant: Tenant; calendarId: string; actor: string },
): Promise<{ ok: boolean }> {
  const calendar = await tenant.db.calendar.findFirst({ where: { id: calendarId }, include: { connection: true } })
  if (!calendar) return { ok: false }
  await orLog(deps, 'coming appointments stay in a calendar that is not used any more', () =>
    takeOutEvents(deps, tenant, calendar),
  )
  await stopChannel(deps, tenant, calendar)
  await forgetCalendar(deps, { tenant, calendar, actor })
  return { ok: true }
}

/**
 * Gives the permission back and forgets the account: channels are stopped, outside busy times
 * are free again, the tokens are gone. Appointments stay, here and where they stand in the
 * calendars. Works also when Google does not answer: then the permission ends there by hand.
 */
export async function disconnect(
  deps: CalendarDependencies,
  { tenant, connectionId, actor }: { tenant: Tenant; connectionId: string; actor: string },
): Promise<{ ok: true; isRevoked: boolean } | { ok: false }> {
  const connection = await tenant.db.calendarConnection.findFirst({
    where: { id: connectionId, status: { not: 'disconnected' } },
    include: { calendars: true },
  })
  if (!connection) return { ok: false }
  for (const calendar of connection.calendars) await stopChannel(deps, tenant, { ...calendar, connection })
  const isRevoked = await orLog(deps, 'a permission could not be given back', async () =>
    deps.calendars.revoke(await openCredentials(tenant, connection)),
  )
  const end = async (tx: TenantTransaction): Promise<boolean> => {
    await lockConnection(tx, connectionId)
    if ((await tx.calendar.count({ where: { connectionId } })) > 0) return false
    await tx.calendarConnection.updateMany({
      where: { id: connectionId },
      data: {
        status: 'disconnected',
        sealedTokens: '',
        brokenSince: null,
        brokenReason: null,
        failures: 0,
        nextTryAt: null,
      },
    })
    await closeBroken(tx, {
      subjectKey: `connection:${connectionId}`,
      closedBy: actor,
      resolution: 'The account was disconnected.',
      now: deps.clock(),
    })
    await tx.auditEntry.create({
      data: {
        actor,
        action: 'calendar.disconnected',
        subjectType: 'calendar_connection',
        subjectId: connectionId,
        data: { isRevoked },
      },
    })
    return true
  }
  // Again when somebody has chosen one meanwhile.
  do {
    const calendars = await tenant.db.calendar.findMany({ where: { connectionId } })
    for (const calendar of calendars) await forgetCalendar(deps, { tenant, calendar, actor })
  } while (!(await tenant.transaction(end)))
  return { ok: true, isRevoked }
}

async function forgetCalendar(
  deps: CalendarDependencies,
  { tenant, calendar, actor }: { tenant: Tenant; calendar: Calendar; actor: string },
): Promise<void> {
  const now = deps.clock()
  const context = { tenantId: tenant.id, enqueue: deps.enqueue, now, calendar }
  // Who reads it now loses the lease: nothing new is written into it from here on.
  await tenant.db.calendar.updateMany({
    where: { id: calendar.id },
    data: { syncLeaseUntil: new Date(now.getTime() + GOING_MS) },
  })
  const events = await tenant.db.externalEvent.findMany({
    where: { calendarId: calendar.id },
    include: { block: { select: { id: true } } },
  })
  for (let start = 0; start < events.length; start += AT_ONCE) {
    await retryWhenOvertaken(() =>
      tenant.transaction(
        async (tx) => {
          for (const before of events.slice(start, start + AT_ONCE)) await freeExternal(tx, { ...context, before })
        },
        { timeoutMs: 30_000 },
      ),
    )
  }
  await tenant.transaction(async (tx) => {
    const mirrors = await tx.calendarMirror.findMany({ where: { calendarId: calendar.id } })
    for (const { appointmentId } of mirrors) {
      await settleConflicts(tx, { appointmentId, closedBy: actor, resolution: 'The calendar is not used any more.' })
    }
    await closeBroken(tx, {
      subjectKey: `calendar:${calendar.id}`,
      closedBy: actor,
      resolution: 'The calendar is not used any more.',
      now,
    })
    await tx.calendar.deleteMany({ where: { id: calendar.id } })
    await tx.auditEntry.create({
      data: {
        actor,
        action: 'calendar.removed',
        subjectType: 'calendar',
        subjectId: calendar.id,
        data: { providerId: calendar.providerId },
      },
    })
  })
}

async function takeOutEvents(
  deps: CalendarDependencies,
  tenant: Tenant,
  calendar: Calendar & { connection: CalendarConnection },
): Promise<void> {
  const mirrors = await tenant.db.calendarMirror.findMany({
    where: { calendarId: calendar.id, isDeleted: false, appointment: { startsAt: { gt: deps.clock() } } },
    select: { appointmentId: true },
  })
  for (const { appointmentId } of mirrors) await removeEvent(deps, { tenant, appointmentId, calendar })
}

async function stopChannel(
  deps: CalendarDependencies,
  tenant: Tenant,
  calendar: Calendar & { connection: CalendarConnection },
): Promise<void> {
  const { channelId: id, channelResourceId: resourceId } = calendar
  if (!id || !resourceId) return
  await orLog(deps, 'a channel could not be stopped', async () => {
    const mirror = await openConnection(deps, { tenant, connection: calendar.connection })
    await mirror.unwatch({ id, resourceId })
  })
}

/** What Google has to be asked for on the way out must not keep anybody from leaving. */
async function orLog(deps: CalendarDependencies, message: string, work: () => Promise<void>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error
    deps.logger.warn({ err: error }, message)
    return false
  }
}
