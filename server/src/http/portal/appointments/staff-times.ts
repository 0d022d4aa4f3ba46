import type { StaffDayRequest, StaffTimes } from '@ava/protocol/portal/calendar.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import { notifyAppointments } from '../../../db/notify.ts'
import { notFound } from '../row-id.ts'
import { dayInZone, today } from './local-day.ts'

interface Options {
  onlyProviderId: string | null
  mayChange: boolean
  now: Date
}

/** When people work: their weeks, the days on which the week does not apply, and time off, from today on. */
export async function readStaffTimes(tenant: Tenant, options: Options): Promise<StaffTimes> {
  const { onlyProviderId, mayChange, now } = options
  return tenant.transaction(async (tx) => {
    const locations = await tx.location.findMany({
      orderBy: { id: 'asc' },
      select: { id: true, name: true, timeZone: true },
    })
    const timeZone = locations[0]?.timeZone ?? 'UTC'
    const first = today(now, timeZone).toString()
    const places = new Map(locations.map(({ id, name }) => [id, name]))
    const providers = await tx.provider.findMany({
      where: { isActive: true, ...(onlyProviderId === null ? {} : { id: onlyProviderId }) },
      orderBy: [{ displayName: 'asc' }, { id: 'asc' }],
      include: {
        schedules: { orderBy: [{ weekday: 'asc' }, { startMin: 'asc' }] },
        exceptions: {
          where: { localDate: { gte: new Date(`${first}T00:00:00Z`) } },
          orderBy: [{ localDate: 'asc' }, { startMin: 'asc' }],
        },
        resource: {
          select: {
            blocks: {
              where: { kind: 'time_off', endsAt: { gt: dayInZone(first, timeZone).startsAt } },
              orderBy: { startsAt: 'asc' },
            },
          },
        },
      },
    })
    return {
      today: first,
      timeZone,
      mayChange,
      providers: providers.map(({ id, displayName, credential, schedules, exceptions, resource }) => ({
        id,
        name: displayName,
        credential,
        week: schedules.map(({ weekday, startMin, endMin, locationId }) => ({
          weekday,
          startMin,
          endMin,
          locationName: places.get(locationId) ?? '',
        })),
        exceptions: [...Map.groupBy(exceptions, ({ localDate }) => localDate.toISOString().slice(0, 10))].map(
          ([date, rows]) => ({
            date,
            periods: rows.flatMap(({ startMin, endMin }) =>
              startMin === null || endMin === null ? [] : { startMin, endMin },
            ),
            reason: rows.find(({ reason }) => reason !== null)?.reason ?? null,
          }),
        ),
        timeOff: resource.flatMap(({ blocks }) =>
          blocks.map(({ id: blockId, startsAt, endsAt, reason }) => ({
            id: blockId,
            startsAt: startsAt.toISOString(),
            endsAt: endsAt.toISOString(),
            reason,
          })),
        ),
      })),
    }
  })
}

/** Writes other hours for one day, in the place of what it had. What is booked stays; free times follow at once. */
export async function setStaffDay(
  tenant: Tenant,
  { request, actor }: { request: StaffDayRequest; actor: string },
): Promise<void> {
  const { providerId, date, isOff, periods, reason = null } = request
  await tenant.transaction(async (tx) => {
    if ((await tx.provider.count({ where: { id: providerId, isActive: true } })) === 0) throw notFound('provider')
    const day = { providerId, localDate: new Date(`${date}T00:00:00Z`) }
    await tx.scheduleException.deleteMany({ where: day })
    const rows = isOff
      ? [{ startMin: null, endMin: null }]
      : periods.map(({ from, to }) => ({ startMin: minutes(from), endMin: minutes(to) }))
    await tx.scheduleException.createMany({ data: rows.map((row) => ({ ...day, ...row, reason })) })
    const data = { date, isOff, periods }
    await tx.auditEntry.create({
      data: { actor, action: 'schedule.day_set', subjectType: 'provider', subjectId: providerId, data },
    })
    await notifyAppointments(tx)
  })
}

/** Their usual week holds again on that day. */
export async function clearStaffDay(
  tenant: Tenant,
  { providerId, date, actor }: { providerId: string; date: string; actor: string },
): Promise<void> {
  await tenant.transaction(async (tx) => {
    const { count } = await tx.scheduleException.deleteMany({
      where: { providerId, localDate: new Date(`${date}T00:00:00Z`) },
    })
    if (count === 0) throw notFound('day with other hours')
    await tx.auditEntry.create({
      data: { actor, action: 'schedule.day_cleared', subjectType: 'provider', subjectId: providerId, data: { date } },
    })
    await notifyAppointments(tx)
  })
}

function minutes(clock: string): number {
  const [hour, minute] = clock.split(':').map(Number)
  return hour! * 60 + minute!
}
