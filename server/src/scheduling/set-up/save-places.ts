import type {
  BusinessRequest,
  ExceptionRequest,
  LocationRequest,
  OpenPeriod,
} from '@ava/protocol/portal/set-up-places.ts'
import { nothingAffected } from '../../customers/upcoming-appointments.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { differences, hasProblems, invalid, isStale, recordSetUp } from '../../tenants/set-up-change.ts'
import { parseTimeZone } from '../../tenants/time-zone.ts'
import { minutesOf, openingHoursOf, weekProblems } from '../../tenants/week.ts'
import { outsideOpeningHours } from './outside-times.ts'
import type { SetUpSaving } from './save-provider.ts'

const noSuchZone = 'There is no such time zone. Choose one from the list, like America/New_York.'
/** One entry for each day; more than that is another set of opening hours. */
const MAX_DAYS = 62
const lock = 'set-up:locations'

/** What the business is called and reached by. */
export async function saveBusiness(
  tenant: Tenant,
  { request, actor }: { request: BusinessRequest; actor: string },
): Promise<SetUpSaving> {
  return tenant.transaction(
    async (tx): Promise<SetUpSaving> => {
      const { updatedAt, ...typed } = request
      const before = await tx.tenant.findFirstOrThrow()
      if (isStale(before, updatedAt)) return { ok: false, reason: 'stale' }
      const timeZone = parseTimeZone(typed.timeZone)
      if (timeZone === null) return invalid({ timeZone: noSuchZone })
      const data = { ...typed, timeZone }
      await tx.tenant.updateMany({ data })
      const subject = { subjectType: 'tenant', subjectId: tenant.id }
      await recordSetUp(tx, { actor, action: 'business.changed', ...subject, data: differences(before, data) })
      return { ok: true, id: tenant.id, outside: nothingAffected }
    },
    { lock },
  )
}

/** Writes a location without its hours; `id` null: a new one, closed until its hours are set. */
export async function saveLocation(
  tenant: Tenant,
  { id, request, actor, now }: { id: string | null; request: LocationRequest; actor: string; now: Date },
): Promise<SetUpSaving> {
  return tenant.transaction(
    async (tx): Promise<SetUpSaving> => {
      const { updatedAt, ...typed } = request
      const before = id === null ? null : await tx.location.findFirst({ where: { id } })
      if (id !== null && !before) return { ok: false, reason: 'missing' }
      if (before && isStale(before, updatedAt)) return { ok: false, reason: 'stale' }
      const timeZone = parseTimeZone(typed.timeZone)
      const same = await tx.location.findFirst({
        where: { name: { equals: typed.name, mode: 'insensitive' } },
        select: { id: true },
      })
      const problems = {
        ...(timeZone === null ? { timeZone: noSuchZone } : {}),
        ...(same && same.id !== id ? { name: 'There is a location of this name already.' } : {}),
      }
      if (timeZone === null || hasProblems(problems)) return invalid(problems)
      const data = { ...typed, timeZone }
      const row = before
        ? await tx.location.update({ where: { tenantId_id: { tenantId: tenant.id, id: before.id } }, data })
        : await tx.location.create({ data: { ...data, hours: {} } })
      await recordSetUp(tx, {
        actor,
        action: before ? 'location.changed' : 'location.added',
        subjectType: 'location',
        subjectId: row.id,
        data: { name: row.name, changes: differences(before, data) },
      })
      const isMoved = before !== null && before.timeZone !== timeZone
      return {
        ok: true,
        id: row.id,
        outside: isMoved ? await outsideOpeningHours(tx, { locationId: row.id, now }) : nothingAffected,
      }
    },
    { lock },
  )
}

/** When a location is open in a usual week. Answers with what is booked while it is closed now. */
export async function saveHours(
  tenant: Tenant,
  change: { id: string; hours: readonly OpenPeriod[]; updatedAt: string | null; actor: string; now: Date },
): Promise<SetUpSaving> {
  const { id, updatedAt, actor, now } = change
  return tenant.transaction(
    async (tx): Promise<SetUpSaving> => {
      const before = await tx.location.findFirst({ where: { id } })
      if (!before) return { ok: false, reason: 'missing' }
      if (isStale(before, updatedAt)) return { ok: false, reason: 'stale' }
      const periods = change.hours.map(({ weekday, from, to }) => ({
        weekday,
        startMin: minutesOf(from),
        endMin: minutesOf(to),
      }))
      const problems = Object.fromEntries([...weekProblems(periods)].map(([index, words]) => [`hours.${index}`, words]))
      if (hasProblems(problems)) return invalid(problems)
      const hours = openingHoursOf(periods)
      await tx.location.updateMany({ where: { id }, data: { hours } })
      await recordSetUp(tx, {
        actor,
        action: 'location.hours_changed',
        subjectType: 'location',
        subjectId: id,
        data: { name: before.name, changes: differences({ hours: before.hours }, { hours }) },
      })
      return { ok: true, id, outside: await outsideOpeningHours(tx, { locationId: id, now }) }
    },
    { lock },
  )
}

/** Closed, or open at other hours, on each of these days; what was said about such a day before is replaced. */
export async function saveException(
  tenant: Tenant,
  change: { locationId: string; request: ExceptionRequest; actor: string; now: Date },
): Promise<SetUpSaving> {
  const { locationId, request, actor, now } = change
  return tenant.transaction(
    async (tx): Promise<SetUpSaving> => {
      const location = await tx.location.findFirst({ where: { id: locationId }, select: { name: true } })
      if (!location) return { ok: false, reason: 'missing' }
      const { days, problems } = exceptionDays(request)
      if (hasProblems(problems)) return invalid(problems)
      const startMin = request.from === null ? null : minutesOf(request.from)
      const endMin = request.to === null ? null : minutesOf(request.to)
      await tx.locationException.deleteMany({ where: { locationId, localDate: { in: days } } })
      await tx.locationException.createMany({
        data: days.map((localDate) => ({ locationId, localDate, startMin, endMin, name: request.name })),
      })
      await recordSetUp(tx, {
        actor,
        action: 'location.exception_set',
        subjectType: 'location',
        subjectId: locationId,
        data: { location: location.name, ...request },
      })
      return { ok: true, id: locationId, outside: await outsideOpeningHours(tx, { locationId, now }) }
    },
    { lock },
  )
}

function exceptionDays({ fromDate, toDate, from, to }: ExceptionRequest) {
  const problems: Record<string, string> = {}
  const first = Temporal.PlainDate.from(fromDate)
  const count = first.until(toDate, { largestUnit: 'days' }).days + 1
  if (count < 1) problems['toDate'] = 'The last day lies before the first.'
  else if (count > MAX_DAYS) problems['toDate'] = `That is more than ${MAX_DAYS} days. Enter it in parts.`
  if ((from === null) !== (to === null)) problems[from === null ? 'from' : 'to'] = 'Enter both times, or none.'
  else if (from !== null && to !== null && minutesOf(to) <= minutesOf(from)) {
    problems['to'] = 'The end lies before the beginning.'
  }
  const days = hasProblems(problems)
    ? []
    : Array.from({ length: count }, (_, index) => new Date(`${first.add({ days: index }).toString()}T00:00:00Z`))
  return { days, problems }
}

/** The usual week holds again on that day. */
export async function removeException(
  tenant: Tenant,
  { id, actor, now }: { id: string; actor: string; now: Date },
): Promise<SetUpSaving> {
  return tenant.transaction(
    async (tx): Promise<SetUpSaving> => {
      const row = await tx.locationException.findFirst({ where: { id } })
      if (!row) return { ok: false, reason: 'missing' }
      await tx.locationException.deleteMany({ where: { id } })
      await noteRemoved(tx, { row, actor })
      return {
        ok: true,
        id: row.locationId,
        outside: await outsideOpeningHours(tx, { locationId: row.locationId, now }),
      }
    },
    { lock },
  )
}

async function noteRemoved(
  tx: TenantTransaction,
  { row, actor }: { row: { locationId: string; localDate: Date; name: string | null }; actor: string },
): Promise<void> {
  await recordSetUp(tx, {
    actor,
    action: 'location.exception_removed',
    subjectType: 'location',
    subjectId: row.locationId,
    data: { date: row.localDate.toISOString().slice(0, 10), name: row.name },
  })
}
