import type { CalendarDependencies } from '../calendars/dependencies.ts'
import { recordFailure } from '../calendars/health/record-failure.ts'
import { mirrorAppointment } from '../calendars/mirror/mirror-appointment.ts'
import { renewChannel } from '../calendars/channels/channel.ts'
import { planReading } from '../calendars/sync/plan-reading.ts'
import { syncCalendar } from '../calendars/sync/sync-calendar.ts'
import type { Tenant } from '../db/for-tenant.ts'
import type { JobPayload } from '../queue/jobs.ts'

const AGAIN_MS = 5_000

/** Reads a calendar, and sees to it first that it will be read again: whatever happens now, the chain goes on. */
export async function runSyncCalendar(
  deps: CalendarDependencies,
  { tenant, payload }: { tenant: Tenant; payload: JobPayload<'sync-calendar'> },
): Promise<void> {
  const { calendarId } = payload
  const isThere = await tenant.transaction(async (tx) => {
    const calendar = await tx.calendar.findFirst({
      where: { id: calendarId, connection: { status: { not: 'disconnected' } } },
    })
    if (!calendar) return false
    await planReading(tx, deps, payload)
    return true
  })
  if (!isThere) return
  const outcome = await syncCalendar(deps, { tenant, calendarId })
  if (outcome.ok || outcome.reason !== 'busy') return
  // What is read at this moment may have been asked for before the change that we are about.
  const startAfter = new Date(deps.clock().getTime() + AGAIN_MS)
  await tenant.transaction((tx) => deps.enqueue(tx, 'sync-calendar', { ...payload, cause: 'change' }, { startAfter }))
}

/** Tries the calendars of an account that did not answer; each failure plans the next try by itself. */
export async function runRetryConnection(
  deps: CalendarDependencies,
  { tenant, payload }: { tenant: Tenant; payload: JobPayload<'retry-calendar-connection'> },
): Promise<void> {
  const { connectionId } = payload
  const connection = await tenant.db.calendarConnection.findFirst({
    where: { id: connectionId, status: { not: 'disconnected' } },
    include: { calendars: { orderBy: { id: 'asc' } } },
  })
  if (!connection || connection.failures === 0) return
  for (const { id: calendarId } of connection.calendars) {
    const outcome = await syncCalendar(deps, { tenant, calendarId, isUrgent: true })
    // The account itself does not answer: the others need not be asked.
    if (!outcome.ok && outcome.reason === 'failed' && (await isBroken(tenant, connectionId))) return
  }
}

async function isBroken(tenant: Tenant, connectionId: string): Promise<boolean> {
  return (await tenant.db.calendarConnection.count({ where: { id: connectionId, status: 'broken' } })) > 0
}

/**
 * Mirrors one appointment. A calendar whose account is broken is not asked: when it heals, everything
 * that it does not show is queued anew. What may pass by itself is thrown, and tried again by the queue.
 */
export async function runMirrorAppointment(
  deps: CalendarDependencies,
  { tenant, payload }: { tenant: Tenant; payload: JobPayload<'mirror-appointment'> },
): Promise<void> {
  await mirrorAppointment(deps, {
    tenant,
    appointmentId: payload.appointmentId,
    skipsBroken: true,
    onFailed: async (calendar, error) => {
      if (error.kind !== 'dead_token' && error.kind !== 'forbidden') return false
      const { sealedTokens } = calendar.connection
      await recordFailure(deps, { tenant, calendarId: calendar.id, sealedTokens, error })
      return true
    },
  })
}

export async function runRenewChannel(
  deps: CalendarDependencies,
  { tenant, payload }: { tenant: Tenant; payload: JobPayload<'renew-calendar-channel'> },
): Promise<void> {
  await renewChannel(deps, { tenant, calendarId: payload.calendarId })
}
