import type { CalendarQuery, CalendarRange } from '@ava/protocol/portal/calendar.ts'
import { loadCalendar, type CalendarFacts } from '../../../db/calendar-range.ts'
import type { Tenant, TenantTransaction } from '../../../db/for-tenant.ts'
import { localDays } from '../../../scheduling/availability/local-day.ts'
import { workingPeriods } from '../../../scheduling/availability/working-periods.ts'
import { openStatuses } from '../../../scheduling/changes/visit-of.ts'
import { fullName } from '../conversations/conversation-summary.ts'
import { notFound } from '../row-id.ts'
import { dayInZone, today } from './local-day.ts'

interface Options {
  query: CalendarQuery
  /** Null: everybody's. */
  onlyProviderId: string | null
  mayChange: boolean
  now: Date
}

/** Some local days at one location: who works, what is booked, held and blocked, and in which rooms. */
export async function readCalendar(tenant: Tenant, options: Options): Promise<CalendarRange> {
  const { query, onlyProviderId, mayChange, now } = options
  return tenant.transaction(async (tx) => {
    const { location, locations } = await chosenLocation(tx, query.locationId)
    const { timeZone } = location
    const from = dayInZone(query.from, timeZone).startsAt
    const to = dayInZone(query.to, timeZone).endsAt
    const facts = await loadCalendar(tx, { locationId: location.id, from, to, now, onlyProviderId })
    const days = localDays(timeZone, { start: from.getTime(), end: to.getTime() })
    return {
      from: query.from,
      to: query.to,
      today: today(now, timeZone).toString(),
      timeZone,
      locationId: location.id,
      locations: locations.map(({ id, name }) => ({ id, name })),
      providers: facts.providers.map(({ id, name, credential, homeLocationId, withheldSince, ...hours }) => ({
        id,
        name,
        credential,
        withheldSince: withheldSince === null ? null : iso(withheldSince),
        works: workingPeriods(days, { ...hours, homeLocationId: homeLocationId ?? location.id }, location.id).map(
          period,
        ),
      })),
      rooms: facts.rooms,
      appointments: facts.appointments.map((one) => toAppointment(one, { mayChange, now })),
      holds: facts.holds.map(({ id, providerId, serviceName, by, expiresAt, rooms, ...time }) => ({
        ...period(time),
        id,
        providerId,
        serviceName,
        by,
        expiresAt: iso(expiresAt),
        rooms: rooms.map(roomTime),
      })),
      blocks: facts.blocks.map(({ start, end, ...block }) => ({ ...block, ...period({ start, end }) })),
      mayChange,
    }
  })
}

/** The one that is asked for, or the first. Throws 404 when this spa has none such. */
export async function chosenLocation(tx: TenantTransaction, locationId: string | undefined) {
  const locations = await tx.location.findMany({
    orderBy: { id: 'asc' },
    select: { id: true, name: true, timeZone: true },
  })
  const location = locationId ? locations.find(({ id }) => id === locationId) : locations[0]
  if (!location) throw notFound('location')
  return { location, locations }
}

function toAppointment(
  row: CalendarFacts['appointments'][number],
  { mayChange, now }: { mayChange: boolean; now: Date },
): CalendarRange['appointments'][number] {
  const isStillOpen = (openStatuses as readonly string[]).includes(row.status)
  return {
    ...period(row),
    id: row.id,
    reference: row.reference,
    providerId: row.providerId,
    customerName: fullName(row),
    serviceName: row.serviceName,
    status: row.status,
    lateMinutes: row.lateMinutes,
    visitPart: row.parts > 1 ? { number: row.visitPosition + 1, of: row.parts } : null,
    seats: row.capacity === null ? null : { taken: row.seatsTaken ?? 0, of: row.capacity },
    needsRebooking: row.needsRebooking,
    mayMove: mayChange && isStillOpen && row.start > now.getTime(),
    rooms: row.rooms.map(roomTime),
  }
}

const iso = (ms: number) => new Date(ms).toISOString()
const period = ({ start, end }: { start: number; end: number }) => ({ startsAt: iso(start), endsAt: iso(end) })
const roomTime = ({ roomId, ...time }: { roomId: string; start: number; end: number }) => ({ roomId, ...period(time) })
