import type { Day, DayProvider, DayQuery } from '@ava/protocol/portal/appointments.ts'
import type { Tenant, TenantTransaction } from '../../../db/for-tenant.ts'
import { localDays } from '../../../scheduling/availability/local-day.ts'
import { workingPeriods } from '../../../scheduling/availability/working-periods.ts'
import { notFound } from '../row-id.ts'
import { dayColumns, toDayAppointment, type Viewer } from './day-appointment.ts'
import { dayInZone, today } from './local-day.ts'

interface Options {
  query: DayQuery
  viewer: Viewer
  now: Date
}

/** One local day at one location, by provider: appointments, time off, and when somebody is busy elsewhere. */
export async function readDay(tenant: Tenant, { query, viewer, now }: Options): Promise<Day> {
  return tenant.transaction(async (tx) => {
    const locations = await tx.location.findMany({
      orderBy: { id: 'asc' },
      select: { id: true, name: true, timeZone: true },
    })
    const location = query.locationId ? locations.find(({ id }) => id === query.locationId) : locations[0]
    if (!location) throw notFound('location')
    const { timeZone } = location
    const date = query.date ?? today(now, timeZone).toString()
    const period = dayInZone(date, timeZone)
    return {
      date,
      today: today(now, timeZone).toString(),
      timeZone,
      locationId: location.id,
      locations: locations.map(({ id, name }) => ({ id, name })),
      providers: await readProviders(tx, { location, date, period, viewer, now }),
      mayChange: viewer.mayChange,
    }
  })
}

async function readProviders(
  tx: TenantTransaction,
  day: {
    location: { id: string; timeZone: string }
    date: string
    period: { startsAt: Date; endsAt: Date }
    viewer: Viewer
    now: Date
  },
): Promise<DayProvider[]> {
  const { location, period } = day
  const { onlyProviderId } = day.viewer
  const during = { startsAt: { lt: period.endsAt }, endsAt: { gt: period.startsAt } }
  const providers = await tx.provider.findMany({
    where: {
      ...(onlyProviderId === null ? {} : { id: onlyProviderId }),
      OR: [
        {
          isActive: true,
          OR: [
            { schedules: { some: { locationId: location.id } } },
            { resource: { some: { locationId: location.id } } },
          ],
        },
        { appointments: { some: { locationId: location.id, ...during } } },
      ],
    },
    orderBy: [{ displayName: 'asc' }, { id: 'asc' }],
    include: {
      schedules: true,
      exceptions: { where: { localDate: new Date(`${day.date}T00:00:00Z`) } },
      calendar: { select: { withheldSince: true } },
      resource: { select: { id: true, locationId: true, blocks: { where: during, orderBy: { startsAt: 'asc' } } } },
    },
  })
  const appointments = await tx.appointment.findMany({
    where: {
      locationId: location.id,
      ...during,
      ...(onlyProviderId === null ? {} : { providerId: onlyProviderId }),
    },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    select: dayColumns,
  })
  const partCounts = await countParts(tx, appointments)
  const rebook = await tx.task.findMany({
    where: { kind: 'rebook', status: { not: 'done' }, appointmentId: { in: appointments.map(({ id }) => id) } },
    select: { appointmentId: true },
  })
  const toRebook = new Set(rebook.map(({ appointmentId }) => appointmentId))
  const days = localDays(location.timeZone, {
    start: period.startsAt.getTime(),
    end: period.endsAt.getTime(),
  })

  return providers.map((provider) => ({
    id: provider.id,
    name: provider.displayName,
    credential: provider.credential,
    works: workingPeriods(
      days,
      {
        homeLocationId: provider.resource[0]?.locationId ?? location.id,
        schedules: provider.schedules,
        exceptions: provider.exceptions.map(({ startMin, endMin }) => ({ date: day.date, startMin, endMin })),
      },
      location.id,
    ).map(({ start, end }) => ({ startsAt: new Date(start).toISOString(), endsAt: new Date(end).toISOString() })),
    withheldSince: provider.calendar?.withheldSince?.toISOString() ?? null,
    appointments: appointments
      .filter(({ providerId }) => providerId === provider.id)
      .map((row) =>
        toDayAppointment(row, {
          now: day.now,
          viewer: day.viewer,
          needsRebooking: toRebook.has(row.id),
          partCount: partCounts.get(row.visitId ?? '') ?? 1,
        }),
      ),
    blocks: provider.resource.flatMap(({ blocks }) =>
      blocks.map(({ id, kind, startsAt, endsAt, reason }) => ({
        id,
        kind,
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        // Of somebody else's event only the time is kept.
        reason: kind === 'time_off' ? reason : null,
      })),
    ),
  }))
}

async function countParts(tx: TenantTransaction, rows: { visitId: string | null }[]): Promise<Map<string, number>> {
  const ids = [...new Set(rows.flatMap(({ visitId }) => visitId ?? []))]
  if (ids.length === 0) return new Map()
  const visits = await tx.appointment.groupBy({ by: ['visitId'], where: { visitId: { in: ids } }, _count: true })
  return new Map(visits.map(({ visitId, _count }) => [visitId!, _count]))
}
