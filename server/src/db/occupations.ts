import { newId } from './new-id.ts'
import type { TenantTransaction } from './for-tenant.ts'
import type { EndedHold } from './holds.ts'

/** Time that is wanted from one resource, for one part of a visit. */
export interface WantedTime {
  resourceId: string
  startsAt: Date
  endsAt: Date
  part: number
}

export type OccupationCause =
  | { kind: 'hold'; holdId: string }
  | { kind: 'appointment'; appointmentIds: readonly string[] }
  | { kind: 'group'; groupSessionId: string }

/**
 * Takes time, in one statement with the sweep of those expired holds that stand in its way, and
 * of no others. Returns what was swept. Throws the exclusion violation when somebody else has
 * part of it. An appointment's parts go to the appointment of the same place in the list.
 */
export async function takeTime(
  tx: TenantTransaction,
  request: { wanted: readonly WantedTime[]; cause: OccupationCause; now: Date },
): Promise<EndedHold[]> {
  const { cause, now } = request
  // Everybody takes resources in the same order, so that two never wait for each other.
  const wanted = request.wanted.toSorted((a, b) =>
    a.resourceId < b.resourceId ? -1 : a.resourceId > b.resourceId ? 1 : +a.startsAt - +b.startsAt,
  )
  if (wanted.length === 0) return []
  const appointmentIds = wanted.map(({ part }) => (cause.kind === 'appointment' ? cause.appointmentIds[part]! : null))
  return tx.$queryRaw<EndedHold[]>`
    /* prepared */
    with me as (select nullif(current_setting('app.tenant_id', true), '')::uuid as tenant_id),
    wanted as (
      select * from unnest(
        ${wanted.map(() => newId())}::uuid[], ${wanted.map((one) => one.resourceId)}::uuid[],
        ${wanted.map((one) => one.startsAt)}::timestamptz[], ${wanted.map((one) => one.endsAt)}::timestamptz[],
        ${wanted.map((one) => one.part)}::int[], ${appointmentIds}::uuid[]
      ) with ordinality as w(id, resource_id, starts_at, ends_at, part, appointment_id, place)),
    -- From the few that have expired to what they take, and not the other way round.
    expired as materialized (
      select h.id from holds h
      where h.tenant_id = (select tenant_id from me) and h.status = 'active' and h.expires_at <= ${now}),
    stale as (
      select h.* from holds h
      where h.tenant_id = (select tenant_id from me) and h.status = 'active' and h.expires_at <= ${now}
        and h.id in (
          select o.hold_id from expired e join occupations o
            on o.tenant_id = (select tenant_id from me) and o.hold_id = e.id
          join wanted w on o.resource_id = w.resource_id and o.starts_at < w.ends_at and o.ends_at > w.starts_at)
      order by h.id for update),
    ended as (
      update holds h set status = 'expired', group_session_id = null from stale s
      where h.tenant_id = s.tenant_id and h.id = s.id returning h.id),
    freed as (
      delete from occupations o using ended e
      where o.tenant_id = (select tenant_id from me) and o.hold_id = e.id
      returning o.hold_id, o.resource_id, o.starts_at, o.ends_at),
    -- The count makes the insertion wait until what is stale is gone.
    taken as (
      insert into occupations (tenant_id, id, resource_id, kind, starts_at, ends_at, part, hold_id, appointment_id, group_session_id)
      select (select tenant_id from me), w.id, w.resource_id, ${cause.kind}::"OccupationKind", w.starts_at, w.ends_at, w.part,
        ${cause.kind === 'hold' ? cause.holdId : null}::uuid, w.appointment_id,
        ${cause.kind === 'group' ? cause.groupSessionId : null}::uuid
      from wanted w where (select count(*) from freed) >= 0 order by w.place)
    select s.id, s.conversation_id as "conversationId", s.waitlist_entry_id as "waitlistEntryId",
      s.provider_id as "providerId", s.location_id as "locationId", s.group_session_id as "groupSessionId",
      coalesce((select min(f.starts_at) from freed f where f.hold_id = s.id), s.starts_at) as "startsAt",
      coalesce((select max(f.ends_at) from freed f where f.hold_id = s.id), s.ends_at) as "endsAt",
      array(select distinct f.resource_id::text from freed f where f.hold_id = s.id) as "resourceIds"
    from stale s join ended using (id)`
}

/** Time that came free: of one provider at one place, with the rooms and devices that went with it. */
export interface FreedTime {
  providerId: string
  locationId: string
  startsAt: Date
  endsAt: Date
  resourceIds: string[]
}

/**
 * Gives up what appointments occupy; from `from` on, where only the rest is given up (what lies
 * before it stays, cut off there). One entry for each appointment that gave up something.
 */
export async function giveUpTime(
  tx: TenantTransaction,
  request: { appointmentIds: readonly string[]; from?: Date | undefined },
): Promise<FreedTime[]> {
  const from = request.from ?? new Date(0)
  return tx.$queryRaw<FreedTime[]>`
    with me as (select nullif(current_setting('app.tenant_id', true), '')::uuid as tenant_id),
    theirs as (
      select o.* from occupations o
      where o.tenant_id = (select tenant_id from me) and o.appointment_id = any(${[...request.appointmentIds]}::uuid[])
        and o.ends_at > ${from}
      order by o.id for update),
    deleted as (
      delete from occupations o using theirs t
      where o.tenant_id = t.tenant_id and o.id = t.id and t.starts_at >= ${from}),
    cut as (
      update occupations o set ends_at = ${from} from theirs t
      where o.tenant_id = t.tenant_id and o.id = t.id and t.starts_at < ${from})
    select a.provider_id as "providerId", a.location_id as "locationId",
      greatest(min(t.starts_at), ${from}) as "startsAt", max(t.ends_at) as "endsAt",
      array_agg(distinct t.resource_id::text) as "resourceIds"
    from theirs t join appointments a on a.tenant_id = t.tenant_id and a.id = t.appointment_id
    group by a.id, a.provider_id, a.location_id`
}
