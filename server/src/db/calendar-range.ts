import type { AppointmentStatus, BlockKind } from './generated/client.ts'
import { Prisma } from './generated/client.ts'
import type { TenantTransaction } from './for-tenant.ts'
import { isWithheld } from './withheld-calendars.ts'

/** Instants are epoch milliseconds. */
interface Time {
  start: number
  end: number
}
type RoomTime = Time & { roomId: string }

export interface CalendarFacts {
  providers: {
    id: string
    name: string
    credential: string
    homeLocationId: string | null
    /** Its outside calendar cannot be trusted since then. */
    withheldSince: number | null
    schedules: { locationId: string; weekday: number; startMin: number; endMin: number }[]
    exceptions: { date: string; startMin: number | null; endMin: number | null }[]
  }[]
  rooms: { id: string; name: string; kind: 'room' | 'device' }[]
  appointments: (Time & {
    id: string
    reference: string
    providerId: string
    givenName: string
    familyName: string | null
    serviceName: string
    status: AppointmentStatus
    lateMinutes: number | null
    visitPosition: number
    /** How many services its visit has. */
    parts: number
    seatsTaken: number | null
    capacity: number | null
    needsRebooking: boolean
    rooms: RoomTime[]
  })[]
  holds: (Time & {
    id: string
    providerId: string
    serviceName: string
    by: 'customer' | 'staff' | 'waitlist'
    expiresAt: number
    rooms: RoomTime[]
  })[]
  blocks: (Time & {
    id: string
    providerId: string | null
    roomId: string | null
    kind: BlockKind
    reason: string | null
  })[]
}

const dayMs = 86_400_000
const ms = (column: Prisma.Sql) => Prisma.sql`(date_part('epoch', ${column}) * 1000)`

/**
 * What stands in the calendar of one location from one instant to another, in one statement.
 * With `onlyProviderId` nothing of anybody else is in it, not even that a room is taken. What begins
 * more than a day before the range is only looked for where it may last that long (blocks).
 */
export async function loadCalendar(
  tx: TenantTransaction,
  query: { locationId: string; from: Date; to: Date; now: Date; onlyProviderId: string | null },
): Promise<CalendarFacts> {
  const { locationId, from, to, now, onlyProviderId } = query
  const dayBefore = new Date(from.getTime() - dayMs)
  const firstDate = dayBefore.toISOString().slice(0, 10)
  const lastDate = new Date(to.getTime() + dayMs).toISOString().slice(0, 10)
  const ofViewer = (column: Prisma.Sql) =>
    onlyProviderId === null ? Prisma.sql`true` : Prisma.sql`${column} = ${onlyProviderId}::uuid`
  const roomsOf = (cause: Prisma.Sql) => Prisma.sql`(
    select coalesce(json_agg(json_build_object('roomId', t.resource_id, 'start', t.start, 'end', t.end)), '[]') from (
      select o.resource_id, ${ms(Prisma.sql`min(o.starts_at)`)} as start, ${ms(Prisma.sql`max(o.ends_at)`)} as end
      from occupations o where o.tenant_id = (select id from me) and ${cause}
        and o.resource_id in (select id from room) group by o.resource_id) t)`
  const [row] = await tx.$queryRaw<{ facts: CalendarFacts }[]>`
    /* prepared */
    with me as materialized (select nullif(current_setting('app.tenant_id', true), '')::uuid as id),
    room as materialized (
      select r.id, r.name, r.kind from resources r, me
      where r.tenant_id = me.id and r.location_id = ${locationId}::uuid and r.provider_id is null
        and r.kind in ('room', 'device') and r.is_active),
    booked as materialized (
      select a.* from appointments a, me
      where a.tenant_id = me.id and a.starts_at >= ${dayBefore} and a.starts_at < ${to} and a.ends_at > ${from}
        and a.location_id = ${locationId}::uuid and ${ofViewer(Prisma.sql`a.provider_id`)}),
    shown as materialized (
      select p.* from providers p, me
      where p.tenant_id = me.id and ${ofViewer(Prisma.sql`p.id`)} and ((p.is_active and (
          exists (select from provider_schedules w
            where w.tenant_id = me.id and w.provider_id = p.id and w.location_id = ${locationId}::uuid)
          or exists (select from resources r
            where r.tenant_id = me.id and r.provider_id = p.id and r.location_id = ${locationId}::uuid)))
        or p.id in (select provider_id from booked))),
    own as materialized (
      select r.id, r.provider_id from resources r, me
      where r.tenant_id = me.id and r.provider_id in (select id from shown)
      union all
      select id, null from room where ${onlyProviderId === null})
    select json_build_object(
      'providers', coalesce((select json_agg(json_build_object('id', p.id, 'name', p.display_name,
          'credential', p.credential,
          'homeLocationId', (select r.location_id from resources r where r.tenant_id = p.tenant_id and r.provider_id = p.id),
          'withheldSince', (select ${ms(Prisma.sql`coalesce(c.withheld_since, c.last_synced_at)`)} from calendars c
            where c.tenant_id = p.tenant_id and c.provider_id = p.id and ${isWithheld(now)}),
          'schedules', (select coalesce(json_agg(json_build_object('locationId', w.location_id, 'weekday', w.weekday,
              'startMin', w.start_min, 'endMin', w.end_min)), '[]')
            from provider_schedules w where w.tenant_id = p.tenant_id and w.provider_id = p.id),
          'exceptions', (select coalesce(json_agg(json_build_object('date', x.local_date, 'startMin', x.start_min,
              'endMin', x.end_min)), '[]')
            from schedule_exceptions x where x.tenant_id = p.tenant_id and x.provider_id = p.id
              and x.local_date between ${firstDate}::date and ${lastDate}::date)) order by p.display_name, p.id)
        from shown p), '[]'),
      'rooms', coalesce((select json_agg(json_build_object('id', id, 'name', name, 'kind', kind)
        order by kind, name, id) from room), '[]'),
      'appointments', coalesce((select json_agg(json_build_object('id', a.id, 'reference', a.reference,
          'start', ${ms(Prisma.sql`a.starts_at`)}, 'end', ${ms(Prisma.sql`a.ends_at`)}, 'providerId', a.provider_id,
          'givenName', c.given_name, 'familyName', c.family_name, 'serviceName', s.name, 'status', a.status,
          'lateMinutes', a.late_minutes, 'visitPosition', a.visit_position,
          'parts', case when a.visit_id is null then 1 else (select count(*) from appointments v
            where v.tenant_id = a.tenant_id and v.visit_id = a.visit_id) end,
          'seatsTaken', g.seats_taken, 'capacity', g.capacity,
          'needsRebooking', exists (select from tasks t
            where t.tenant_id = a.tenant_id and t.appointment_id = a.id and t.kind = 'rebook' and t.status <> 'done'),
          'rooms', case when a.status in ('cancelled', 'no_show') then '[]' else
            ${roomsOf(Prisma.sql`(o.appointment_id = a.id or o.group_session_id = a.group_session_id)`)} end)
          order by a.starts_at, a.id)
        from booked a
          join customers c on c.tenant_id = a.tenant_id and c.id = a.customer_id
          join services s on s.tenant_id = a.tenant_id and s.id = a.service_id
          left join group_sessions g on g.tenant_id = a.tenant_id and g.id = a.group_session_id), '[]'),
      'holds', coalesce((select json_agg(json_build_object('id', h.id, 'start', ${ms(Prisma.sql`h.starts_at`)},
          'end', ${ms(Prisma.sql`h.ends_at`)}, 'providerId', h.provider_id, 'serviceName', s.name,
          'expiresAt', ${ms(Prisma.sql`h.expires_at`)},
          'by', case when h.waitlist_entry_id is not null then 'waitlist' when h.staff_id is not null then 'staff'
            else 'customer' end,
          'rooms', ${roomsOf(Prisma.sql`(o.hold_id = h.id or o.group_session_id = h.group_session_id)`)})
          order by h.starts_at, h.id)
        from me join holds h on h.tenant_id = me.id join services s on s.tenant_id = me.id and s.id = h.service_id
        where h.status = 'active' and h.expires_at > ${now} and h.starts_at < ${to} and h.ends_at > ${from}
          and h.location_id = ${locationId}::uuid and ${ofViewer(Prisma.sql`h.provider_id`)}), '[]'),
      'blocks', coalesce((select json_agg(json_build_object('id', b.id, 'start', ${ms(Prisma.sql`b.starts_at`)},
          'end', ${ms(Prisma.sql`b.ends_at`)}, 'kind', b.kind,
          'reason', case when b.kind = 'time_off' then b.reason end, 'providerId', r.provider_id,
          'roomId', case when r.provider_id is null then r.id end) order by b.starts_at, b.id)
        from me join own r on true join blocks b on b.tenant_id = me.id and b.resource_id = r.id
          and b.starts_at < ${to} and b.ends_at > ${from}), '[]')
    ) as facts`
  return row!.facts
}
