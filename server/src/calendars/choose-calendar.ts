import { CalendarError, type OutsideCalendar } from '../adapters/calendar/calendar.ts'
import { isUniqueViolation } from '../db/errors.ts'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { lockForTransaction } from '../db/locks.ts'
import { lockConnection } from './access/lock-connection.ts'
import { openConnection } from './access/open-calendar.ts'
import type { CalendarDependencies } from './dependencies.ts'
import { FIRST_SYNC } from './health/withholding.ts'
import { queueUnmirrored } from './mirror/queue-unmirrored.ts'
import { removeCalendar } from './remove-calendar.ts'

/** The calendars that an account could show our appointments in, its own first. */
export async function listAccountCalendars(
  deps: CalendarDependencies,
  { tenant, connectionId }: { tenant: Tenant; connectionId: string },
): Promise<
  | { ok: true; calendars: (OutsideCalendar & { chosenForProviderId: string | null })[] }
  | { ok: false; reason: 'not_found' | 'broken' | 'unreachable' }
> {
  const connection = await tenant.db.calendarConnection.findFirst({
    where: { id: connectionId, status: { not: 'disconnected' } },
    include: { calendars: true },
  })
  if (!connection) return { ok: false, reason: 'not_found' }
  try {
    const mirror = await openConnection(deps, { tenant, connection })
    const calendars = await mirror.calendars()
    return {
      ok: true,
      calendars: calendars
        .sort((a, b) => Number(b.isPrimary) - Number(a.isPrimary) || a.name.localeCompare(b.name))
        .map((calendar) => ({
          ...calendar,
          chosenForProviderId:
            connection.calendars.find(({ externalId }) => externalId === calendar.id)?.providerId ?? null,
        })),
    }
  } catch (error) {
    return { ok: false, reason: failed(deps, error) }
  }
}

export type ChoiceOutcome =
  | { ok: true; calendarId: string }
  | {
      ok: false
      reason:
        | 'not_found'
        | 'unknown_provider'
        | 'unknown_calendar'
        | 'not_writable'
        /** It is another provider's: two would keep each other from working. */
        | 'in_use'
        | 'broken'
        | 'unreachable'
    }

/**
 * Shows a provider's appointments in this calendar from now on, and keeps free what is in it. Until
 * it was read once, the provider's times are withheld: nothing is booked blind. Another calendar
 * of theirs gives its place up.
 */
export async function chooseCalendar(
  deps: CalendarDependencies,
  request: {
    tenant: Tenant
    connectionId: string
    providerId: string
    externalId: string
    showsService?: boolean
    /** "user:<id>" */
    actor: string
  },
): Promise<ChoiceOutcome> {
  const { tenant, connectionId, providerId, externalId, actor } = request
  const provider = await tenant.db.provider.findFirst({ where: { id: providerId }, include: { calendar: true } })
  if (!provider) return { ok: false, reason: 'unknown_provider' }
  const listed = await listAccountCalendars(deps, request)
  if (!listed.ok) return listed
  const found = listed.calendars.find(({ id }) => id === externalId)
  if (!found) return { ok: false, reason: 'unknown_calendar' }
  if (!found.canWrite) return { ok: false, reason: 'not_writable' }
  const isOthers = (db: Pick<TenantTransaction, 'calendar'>) =>
    db.calendar.count({ where: { externalId, providerId: { not: providerId } } }).then((count) => count > 0)
  if (await isOthers(tenant.db)) return { ok: false, reason: 'in_use' }
  const { calendar: before } = provider
  const isSame = before?.connectionId === connectionId && before.externalId === externalId
  if (before && !isSame) await removeCalendar(deps, { tenant, calendarId: before.id, actor })
  const now = deps.clock()
  try {
    return await tenant.transaction(async (tx): Promise<ChoiceOutcome> => {
      // As it is now: it may have been chosen for somebody else, or the account left, since we asked Google.
      await lockForTransaction(tx, `calendar:${externalId}`)
      if (await isOthers(tx)) return { ok: false, reason: 'in_use' }
      await lockConnection(tx, connectionId)
      const account = { id: connectionId, status: { not: 'disconnected' } } as const
      if ((await tx.calendarConnection.count({ where: account })) === 0) return { ok: false, reason: 'not_found' }
      const { id } =
        before && isSame
          ? before
          : await tx.calendar.create({
              data: {
                connectionId,
                providerId,
                externalId,
                name: found.name,
                timeZone: found.timeZone,
                showsService: request.showsService ?? false,
                withheldSince: now,
                withheldReason: FIRST_SYNC,
              },
            })
      const payload = { tenantId: tenant.id, calendarId: id }
      await deps.enqueue(tx, 'sync-calendar', { ...payload, cause: 'change' })
      await deps.enqueue(tx, 'renew-calendar-channel', payload)
      await tx.auditEntry.create({
        data: {
          actor,
          action: 'calendar.chosen',
          subjectType: 'calendar',
          subjectId: id,
          data: { providerId, connectionId },
        },
      })
      return { ok: true, calendarId: id }
    })
  } catch (error) {
    // Somebody else chose one for this provider at the same moment.
    if (isUniqueViolation(error)) return { ok: false, reason: 'in_use' }
    throw error
  }
}

/** Whether a calendar's events name the service; what is shown already is written anew. */
export async function setShowsService(
  deps: CalendarDependencies,
  { tenant, calendarId, showsService }: { tenant: Tenant; calendarId: string; showsService: boolean },
): Promise<{ ok: boolean }> {
  return tenant.transaction(async (tx) => {
    const [calendar] = await tx.calendar.updateManyAndReturn({
      where: { id: calendarId, showsService: !showsService },
      data: { showsService },
    })
    if (!calendar) return { ok: (await tx.calendar.count({ where: { id: calendarId } })) === 1 }
    await queueUnmirrored(tx, {
      enqueue: deps.enqueue,
      tenantId: tenant.id,
      calendar,
      now: deps.clock(),
      isAll: true,
    })
    return { ok: true }
  })
}

function failed(deps: CalendarDependencies, error: unknown): 'broken' | 'unreachable' {
  if (!(error instanceof CalendarError)) throw error
  deps.logger.warn({ err: error }, 'an account’s calendars could not be listed')
  return error.kind === 'dead_token' || error.kind === 'forbidden' ? 'broken' : 'unreachable'
}
