import { CalendarError, type OutsideEvent } from '../../adapters/calendar/calendar.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import type { Calendar, CalendarConnection } from '../../db/generated/client.ts'
import { openConnection } from '../access/open-calendar.ts'
import type { CalendarDependencies } from '../dependencies.ts'
import { appointmentIdOf, eventIdOf } from '../mirror/event-id.ts'
import { placeOf } from '../mirror/mirror-appointment.ts'
import { compareSides, type Difference, type OurSide } from './compare.ts'

const AHEAD_MS = 399 * 86_400_000

export type DriftReport =
  { ok: true; checkedAt: Date; differences: Difference[] } | { ok: false; reason: 'not_found' | 'calendar_unreachable' }

/** Reads the whole calendar and compares it with what is here, from now on. Changes nothing. */
export async function driftReport(
  deps: CalendarDependencies,
  { tenant, calendarId }: { tenant: Tenant; calendarId: string },
): Promise<DriftReport> {
  const calendar = await tenant.db.calendar.findFirst({
    where: { id: calendarId, connection: { status: { not: 'disconnected' } } },
    include: { connection: true },
  })
  if (!calendar) return { ok: false, reason: 'not_found' }
  const now = deps.clock()
  const window = { from: now, to: new Date(now.getTime() + AHEAD_MS) }
  try {
    const theirs = await readAll(deps, { tenant, calendar, window })
    const ours = await readOurs(tenant, { calendar, window })
    const owned = await appointmentsAmong(tenant, theirs)
    return { ok: true, checkedAt: now, differences: compareSides(ours, theirs, (id) => owned.has(id)) }
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error
    deps.logger.warn({ err: error, calendarId }, 'a calendar could not be compared')
    return { ok: false, reason: 'calendar_unreachable' }
  }
}

async function readAll(
  deps: CalendarDependencies,
  request: {
    tenant: Tenant
    calendar: Calendar & { connection: CalendarConnection }
    window: { from: Date; to: Date }
  },
): Promise<OutsideEvent[]> {
  const { tenant, calendar, window } = request
  const mirror = await openConnection(deps, { tenant, connection: calendar.connection })
  const answer = await mirror.changes(placeOf(calendar), { window })
  if (!answer.ok) throw new CalendarError('bad_answer', { code: 'no_beginning' })
  return answer.events
}

async function readOurs(
  tenant: Tenant,
  { calendar, window }: { calendar: Calendar; window: { from: Date; to: Date } },
): Promise<OurSide> {
  return tenant.transaction(async (tx) => {
    const time = { endsAt: { gt: window.from }, startsAt: { lt: window.to } }
    const appointments = await tx.appointment.findMany({
      where: { providerId: calendar.providerId, status: { not: 'cancelled' }, ...time },
      include: { mirrors: { where: { calendarId: calendar.id } } },
    })
    const external = await tx.externalEvent.findMany({
      where: { calendarId: calendar.id, ...time },
      include: { block: { select: { startsAt: true, endsAt: true } } },
    })
    return {
      appointments: appointments.map(({ id, reference, startsAt, endsAt, mirrors }) => ({
        appointmentId: id,
        eventId: eventIdOf(id),
        reference,
        startsAt,
        endsAt,
        wasWritten: mirrors.some(({ writtenVersion, isDeleted }) => writtenVersion > 0 && !isDeleted),
      })),
      // The block is what counts for those who book.
      external: external.map(({ eventId, startsAt, endsAt, block }) => ({
        eventId,
        startsAt: block?.startsAt ?? startsAt,
        endsAt: block?.endsAt ?? endsAt,
        hasBlock: block !== null,
      })),
    }
  })
}

async function appointmentsAmong(tenant: Tenant, events: readonly OutsideEvent[]): Promise<Set<string>> {
  const ids = events.flatMap(({ id }) => appointmentIdOf(id) ?? [])
  const rows = await tenant.db.appointment.findMany({ where: { id: { in: ids } }, select: { id: true } })
  return new Set(rows.map(({ id }) => eventIdOf(id)))
}
