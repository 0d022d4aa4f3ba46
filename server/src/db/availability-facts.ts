import { Prisma } from './generated/client.ts'
import type { TenantTransaction } from './for-tenant.ts'
import { isWithheld } from './withheld-calendars.ts'

/** Minutes after local midnight; both null: the whole day. `date` as `2026-12-24`. */
interface DayFacts {
  date: string
  startMin: number | null
  endMin: number | null
}

export interface ServiceFacts {
  id: string
  name: string
  minNoticeMin: number
  horizonDays: number
  slotIntervalMin: number
  capacity: number
  maxPerDay: number | null
  allowedCredentials: string[]
  prerequisiteServiceId: string | null
  prerequisiteValidDays: number | null
  /** Nobody else is on the spa's list for it. */
  providerIds: string[]
  segments: { durationMin: number; needsProvider: boolean; needsResources: string[]; isVisible: boolean }[]
}

export interface StaffFacts {
  id: string
  displayName: string
  credential: string
  licenceState: string | null
  /** As `2026-12-24`. */
  licenceExpires: string | null
  maxPerDay: number | null
  resourceId: string
  homeLocationId: string
  schedules: { locationId: string; weekday: number; startMin: number; endMin: number }[]
  exceptions: DayFacts[]
}

/** Time of one resource, in epoch milliseconds. */
interface Time {
  resourceId: string
  start: number
  end: number
}

export interface SessionFacts {
  id: string
  serviceId: string
  providerId: string
  locationId: string
  start: number
  end: number
  capacity: number
  seatsLeft: number
  occupations: Time[]
}

/** What free times depend on. Instants are epoch milliseconds. */
export interface AvailabilityFacts {
  /** In the order asked for; those that the spa does not offer (any more) are missing. */
  services: ServiceFacts[]
  staff: StaffFacts[]
  locations: {
    id: string
    name: string
    timeZone: string
    region: string | null
    hours: unknown
    exceptions: DayFacts[]
  }[]
  rooms: { id: string; purpose: string; locationId: string }[]
  /** By resource: start and end. */
  taken: Record<string, [number, number][]>
  blocked: Time[]
  sessions: SessionFacts[]
  counted: { serviceId: string; providerId: string; locationId: string; start: number }[]
  consultations: { serviceId: string; end: number; isCompleted: boolean; timeZone: string }[]
}

export interface AvailabilityQuery {
  serviceIds: readonly string[]
  /** Only these providers; left out: whoever may. */
  providerIds?: readonly string[] | undefined
  from: Date
  to: Date
  now: Date
  owner: { conversationId: string | null; staffId: string | null; waitlistEntryId: string | null }
  exceptAppointmentIds: readonly string[]
  customerId?: string | null | undefined
}

const dayMs = 86_400_000

/**
 * Reads all that the free times of some services depend on in one statement. Providers whose
 * calendar is withheld are not among the staff. Times are looked up resource by resource, from
 * where the window begins: neither long histories nor long absences cost anything. Not counted as taken: holds that have expired, what who asks holds themselves, and
 * appointments that are to be moved; unless a block wants that time.
 */
export async function loadAvailabilityFacts(
  tx: TenantTransaction,
  query: AvailabilityQuery,
): Promise<AvailabilityFacts> {
  const { now, owner } = query
  const serviceIds = [...new Set(query.serviceIds)]
  const except = [...query.exceptAppointmentIds]
  // A visit that begins in the window may end the day after; a local day may begin the day before.
  const from = query.from
  const to = new Date(query.to.getTime() + dayMs)
  const dayBefore = new Date(query.from.getTime() - 2 * dayMs)
  const dayAfter = new Date(query.to.getTime() + 2 * dayMs)
  const isOwn = Prisma.sql`(h.conversation_id = ${owner.conversationId}::uuid or h.staff_id = ${owner.staffId}::uuid
      or h.waitlist_entry_id = ${owner.waitlistEntryId}::uuid) is true`
  const [row] = await tx.$queryRaw<{ facts: AvailabilityFacts }[]>`
    /* prepared */
    with me as materialized (select nullif(current_setting('app.tenant_id', true), '')::uuid as id),
    service as materialized (
      select s.* from services s, me where s.tenant_id = me.id and s.is_active and s.id = any(${serviceIds}::uuid[])),
    segment as materialized (
      select g.* from service_segments g, me
      where g.tenant_id = me.id and g.service_id = any(${serviceIds}::uuid[])),
    listed as materialized (
      select e.service_id, e.provider_id from service_eligibility e, me
      where e.tenant_id = me.id and e.service_id = any(${serviceIds}::uuid[])),
    staff as materialized (
      select p.*, r.id as resource_id, r.location_id as home_location_id
      from me join providers p on p.tenant_id = me.id
        join resources r on r.tenant_id = me.id and r.provider_id = p.id and r.is_active
      where p.is_active and p.id in (select provider_id from listed)
        ${query.providerIds ? Prisma.sql`and p.id = any(${[...query.providerIds]}::uuid[])` : Prisma.empty}
        and not exists (select from calendars c
          where c.tenant_id = me.id and c.provider_id = p.id and ${isWithheld(now)})),
    room as materialized (
      select r.id, r.purpose, r.location_id, r.name from resources r, me
      where r.tenant_id = me.id and r.is_active and r.provider_id is null
        and r.purpose in (select unnest(needs_resources) from segment)),
    own_hold as materialized (
      select h.id, h.group_session_id from holds h, me
      where h.tenant_id = me.id and h.status = 'active' and ${isOwn}),
    expired_hold as materialized (
      select h.id, h.group_session_id from holds h, me
      where h.tenant_id = me.id and h.status = 'active' and h.expires_at <= ${now} and not ${isOwn}),
    yielding_hold as materialized (select id from own_hold union all select id from expired_hold),
    own_seat as materialized (
      select group_session_id as id from own_hold where group_session_id is not null
      union all
      select a.group_session_id from appointments a, me
      where a.tenant_id = me.id and a.id = any(${except}::uuid[]) and a.group_session_id is not null),
    -- Sessions in which nobody but who asks sits: they go when they go.
    own_session as materialized (
      select g.id from group_sessions g, me
      where g.tenant_id = me.id and g.id in (select id from own_seat)
        and g.seats_taken = (select count(*) from own_seat s where s.id = g.id)),
    session as materialized (
      select g.*, g.capacity - g.seats_taken + (select count(*) from own_seat s where s.id = g.id)
        + (select count(*) from expired_hold h where h.group_session_id = g.id) as seats_left
      from group_sessions g, me
      where g.tenant_id = me.id and g.service_id in (select s.id from service s where s.capacity > 1)
        and g.starts_at >= ${from} and g.starts_at < ${to} and g.id not in (select id from own_session)),
    -- Time that a block wants although something else has it: what is to be given up, and seats.
    covered as materialized (
      select o.resource_id, o.starts_at, o.ends_at from me join occupations o on o.tenant_id = me.id
        and o.hold_id in (select id from yielding_hold)
      union all
      select o.resource_id, o.starts_at, o.ends_at from me join occupations o on o.tenant_id = me.id
        and o.appointment_id = any(${except}::uuid[])
      union all
      select o.resource_id, o.starts_at, o.ends_at from me join occupations o on o.tenant_id = me.id
        and o.group_session_id in (select id from own_session union all select id from session))
    select json_build_object(
      'services', coalesce((select json_agg(json_build_object(
          'id', s.id, 'name', s.name, 'minNoticeMin', s.min_notice_min, 'horizonDays', s.horizon_days,
          'slotIntervalMin', s.slot_interval_min, 'capacity', s.capacity, 'maxPerDay', s.max_per_day,
          'allowedCredentials', coalesce(s.allowed_credentials, '{}'), 'prerequisiteServiceId', s.prerequisite_service_id,
          'prerequisiteValidDays', s.prerequisite_valid_days,
          'providerIds', array(select provider_id from listed l where l.service_id = s.id),
          'segments', (select coalesce(json_agg(json_build_object('durationMin', g.duration_min,
              'needsProvider', g.needs_provider, 'needsResources', coalesce(g.needs_resources, '{}'), 'isVisible', g.is_visible)
              order by g.position), '[]') from segment g where g.service_id = s.id)))
        from service s), '[]'),
      'staff', coalesce((select json_agg(json_build_object(
          'id', p.id, 'displayName', p.display_name, 'credential', p.credential, 'licenceState', p.licence_state,
          'licenceExpires', p.licence_expires, 'maxPerDay', p.max_per_day, 'resourceId', p.resource_id,
          'homeLocationId', p.home_location_id,
          'schedules', (select coalesce(json_agg(json_build_object('locationId', w.location_id,
              'weekday', w.weekday, 'startMin', w.start_min, 'endMin', w.end_min)), '[]')
            from provider_schedules w, me where w.tenant_id = me.id and w.provider_id = p.id),
          'exceptions', (select coalesce(json_agg(json_build_object('date', x.local_date,
              'startMin', x.start_min, 'endMin', x.end_min)), '[]')
            from schedule_exceptions x, me where x.tenant_id = me.id and x.provider_id = p.id
              and x.local_date between ${dayBefore}::date and ${dayAfter}::date)) order by p.id)
        from staff p), '[]'),
      'locations', (select json_agg(json_build_object('id', l.id, 'name', l.name, 'timeZone', l.time_zone,
          'region', l.region, 'hours', l.hours,
          'exceptions', (select coalesce(json_agg(json_build_object('date', x.local_date,
              'startMin', x.start_min, 'endMin', x.end_min)), '[]')
            from location_exceptions x where x.tenant_id = me.id and x.location_id = l.id
              and x.local_date between ${dayBefore}::date and ${dayAfter}::date)) order by l.id)
        from locations l, me where l.tenant_id = me.id),
      'rooms', coalesce((select json_agg(json_build_object('id', id, 'purpose', purpose, 'locationId', location_id)
        order by name, id) from room), '[]'),
      'taken', coalesce((select json_object_agg(u.id, t.times) from
        (select resource_id as id from staff union all select id from room) u
        -- Nothing overlaps: of what begins before the window only the last can reach into it. A join and
        -- not a condition, because under row-level security only plain comparisons search an index.
        cross join lateral (
          select coalesce(max(b.starts_at), ${from}) as first from occupations b
          where b.tenant_id = (select id from me) and b.resource_id = u.id and b.starts_at <= ${from}) f
        cross join lateral (
          select array_agg(array[date_part('epoch', o.starts_at) * 1000, date_part('epoch', o.ends_at) * 1000]) as times
          from occupations o
          where o.tenant_id = (select id from me) and o.resource_id = u.id
            and o.starts_at < ${to} and o.ends_at > ${from}
            and o.starts_at >= f.first
            and (o.hold_id is null or o.hold_id not in (select id from yielding_hold))
            and (o.appointment_id is null or o.appointment_id <> all(${except}::uuid[]))
            and (o.group_session_id is null or o.group_session_id not in (select id from own_session))
        ) t where t.times is not null), '{}'),
      'blocked', coalesce((select json_agg(json_build_object('resourceId', b.resource_id,
          'start', date_part('epoch', b.starts_at) * 1000, 'end', date_part('epoch', b.ends_at) * 1000))
        from me cross join covered c join blocks b on b.tenant_id = me.id and b.resource_id = c.resource_id
          and b.starts_at < c.ends_at and b.ends_at > c.starts_at), '[]'),
      'sessions', coalesce((select json_agg(json_build_object('id', g.id, 'serviceId', g.service_id,
          'providerId', g.provider_id, 'locationId', g.location_id, 'capacity', g.capacity, 'seatsLeft', g.seats_left,
          'start', date_part('epoch', g.starts_at) * 1000, 'end', date_part('epoch', g.ends_at) * 1000,
          'occupations', (select coalesce(json_agg(json_build_object('resourceId', o.resource_id,
              'start', date_part('epoch', o.starts_at) * 1000, 'end', date_part('epoch', o.ends_at) * 1000)
              order by o.starts_at, o.id), '[]')
            from occupations o where o.tenant_id = g.tenant_id and o.group_session_id = g.id)))
        from session g), '[]'),
      'counted', case when exists (select from service where max_per_day is not null)
          or exists (select from staff where max_per_day is not null) then
        coalesce((select json_agg(json_build_object('serviceId', service_id, 'providerId', provider_id,
            'locationId', location_id, 'start', date_part('epoch', starts_at) * 1000)) from (
          select a.service_id, a.provider_id, a.location_id, a.starts_at from appointments a, me
          where a.tenant_id = me.id and a.status <> 'cancelled' and a.starts_at >= ${dayBefore}
            and a.starts_at < ${dayAfter} and a.id <> all(${except}::uuid[])
          union all
          select p.service_id, p.provider_id, h.location_id, p.starts_at from me
            join holds h on h.tenant_id = me.id and h.status = 'active' and h.expires_at > ${now}
            cross join lateral (
              select h.service_id, h.provider_id, h.starts_at where jsonb_array_length(h.parts) = 0
              union all
              select (one->>'serviceId')::uuid, (one->>'providerId')::uuid, (one->>'startsAt')::timestamptz
              from jsonb_array_elements(h.parts) one) p
          where h.id not in (select id from own_hold) and p.starts_at >= ${dayBefore} and p.starts_at < ${dayAfter}
        ) c), '[]') else '[]' end,
      'consultations', coalesce((select json_agg(json_build_object('serviceId', a.service_id,
          'end', date_part('epoch', a.ends_at) * 1000, 'isCompleted', a.status = 'completed', 'timeZone', l.time_zone))
        from me join appointments a on a.tenant_id = me.id and a.customer_id = ${query.customerId ?? null}::uuid
          join locations l on l.tenant_id = me.id and l.id = a.location_id
        where a.service_id in (select prerequisite_service_id from service)
          and a.status in ('booked', 'checked_in', 'completed') and a.id <> all(${except}::uuid[])), '[]')
    ) as facts`
  const { facts } = row!
  const place = new Map(query.serviceIds.map((id, index) => [id, index]))
  facts.services.sort((a, b) => place.get(a.id)! - place.get(b.id)!)
  return facts
}
