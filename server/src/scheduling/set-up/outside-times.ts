import type { AffectedAppointment } from '@ava/protocol/portal/set-up.ts'
import { upcoming, upcomingAppointments, nothingAffected } from '../../customers/upcoming-appointments.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import { OpeningHours } from '../../tenants/settings.ts'
import { localDays } from '../availability/local-day.ts'
import { openingPeriods, workingPeriods, type DayException } from '../availability/working-periods.ts'

type Outside = { appointments: AffectedAppointment[]; total: number }

const dayMs = 86_400_000
/** No service can be booked further ahead. */
const horizonMs = 3 * 366 * dayMs

interface Period {
  start: number
  end: number
}

const isWithin = (periods: readonly Period[], { start, end }: Period) =>
  periods.some((period) => period.start <= start && period.end >= end)

/** What is booked with a provider outside of the hours they work now. It stays booked; somebody has to look at it. */
export async function outsideProviderWeek(
  tx: TenantTransaction,
  { providerId, now }: { providerId: string; now: Date },
): Promise<Outside> {
  const taken = await tx.occupation.findMany({
    where: {
      resource: { providerId },
      endsAt: { gt: now },
      OR: [{ appointment: upcoming(now) }, { groupSession: { appointments: { some: upcoming(now) } } }],
    },
    orderBy: { startsAt: 'asc' },
    select: {
      startsAt: true,
      endsAt: true,
      appointment: { select: { id: true, locationId: true } },
      groupSession: { select: { locationId: true, appointments: { where: upcoming(now), select: { id: true } } } },
    },
  })
  if (taken.length === 0) return nothingAffected
  const provider = await tx.provider.findFirstOrThrow({
    where: { id: providerId },
    include: { schedules: true, exceptions: true, resource: { select: { locationId: true } } },
  })
  const week = {
    homeLocationId: provider.resource[0]!.locationId,
    schedules: provider.schedules,
    exceptions: provider.exceptions.map(asDay),
  }
  const window = windowOf(taken)
  const locations = await tx.location.findMany({ select: { id: true, timeZone: true } })
  const worked = new Map(
    locations.map(({ id, timeZone }) => [id, workingPeriods(localDays(timeZone, window), week, id)]),
  )
  const outside = taken.flatMap(({ startsAt, endsAt, appointment, groupSession }) => {
    const locationId = (appointment ?? groupSession)!.locationId
    if (isWithin(worked.get(locationId) ?? [], { start: startsAt.getTime(), end: endsAt.getTime() })) return []
    return appointment ? [appointment.id] : groupSession!.appointments.map(({ id }) => id)
  })
  return upcomingAppointments(tx, { where: { id: { in: [...new Set(outside)] } }, now })
}

/** What is booked at a location when it is closed now. */
export async function outsideOpeningHours(
  tx: TenantTransaction,
  { locationId, now }: { locationId: string; now: Date },
): Promise<Outside> {
  const booked = await tx.appointment.findMany({
    where: { locationId, ...upcoming(now) },
    select: { id: true, startsAt: true, endsAt: true },
  })
  if (booked.length === 0) return nothingAffected
  const location = await tx.location.findFirstOrThrow({ where: { id: locationId }, include: { exceptions: true } })
  const open = openingPeriods(localDays(location.timeZone, windowOf(booked)), {
    hours: OpeningHours.parse(location.hours),
    exceptions: location.exceptions.map(asDay),
  })
  const outside = booked.filter(
    ({ startsAt, endsAt }) => !isWithin(open, { start: startsAt.getTime(), end: endsAt.getTime() }),
  )
  return upcomingAppointments(tx, { where: { id: { in: outside.map(({ id }) => id) } }, now })
}

function windowOf(times: readonly { startsAt: Date; endsAt: Date }[]): Period {
  const start = Math.min(...times.map(({ startsAt }) => startsAt.getTime())) - dayMs
  const end = Math.max(...times.map(({ endsAt }) => endsAt.getTime())) + dayMs
  return { start, end: Math.min(end, start + horizonMs) }
}

function asDay(row: { localDate: Date; startMin: number | null; endMin: number | null }): DayException {
  return { date: row.localDate.toISOString().slice(0, 10), startMin: row.startMin, endMin: row.endMin }
}
