import { newId } from './new-id.ts'
import type { TenantTransaction } from './for-tenant.ts'

/** The group appointment that a seat is asked for in. */
export interface SessionKey {
  serviceId: string
  providerId: string
  locationId: string
  startsAt: Date
  endsAt: Date
  capacity: number
}

export interface Seat {
  groupSessionId: string
  /** This is its first seat: what it occupies is still to be taken. */
  isNew: boolean
}

/**
 * One seat, counted under the row's lock; null when all are taken. Two who open the same session
 * at once: one gets a unique violation and tries again.
 */
export async function takeSeat(tx: TenantTransaction, key: SessionKey): Promise<Seat | null> {
  const [seat] = await tx.$queryRaw<{ id: string; isNew: boolean }[]>`
    with me as (select nullif(current_setting('app.tenant_id', true), '')::uuid as tenant_id),
    joined as (
      update group_sessions g set seats_taken = seats_taken + 1 from me
      where g.tenant_id = me.tenant_id and g.service_id = ${key.serviceId}::uuid
        and g.provider_id = ${key.providerId}::uuid and g.location_id = ${key.locationId}::uuid
        and g.starts_at = ${key.startsAt} and g.seats_taken < g.capacity
      returning g.id),
    opened as (
      insert into group_sessions (tenant_id, id, service_id, provider_id, location_id, starts_at, ends_at, capacity, seats_taken)
      select me.tenant_id, ${newId()}::uuid, ${key.serviceId}::uuid, ${key.providerId}::uuid, ${key.locationId}::uuid,
        ${key.startsAt}, ${key.endsAt}, ${key.capacity}::int, 1
      from me
      where not exists (
        select from group_sessions g where g.tenant_id = me.tenant_id and g.service_id = ${key.serviceId}::uuid
          and g.provider_id = ${key.providerId}::uuid and g.starts_at = ${key.startsAt})
      returning id)
    select id::text, false as "isNew" from joined union all select id::text, true from opened`
  return seat ? { groupSessionId: seat.id, isNew: seat.isNew } : null
}

/** The session under this key, whoever sits in it. */
export async function findSession(
  tx: TenantTransaction,
  key: Pick<SessionKey, 'serviceId' | 'providerId' | 'startsAt'>,
): Promise<{ id: string } | null> {
  const { serviceId, providerId, startsAt } = key
  return tx.groupSession.findFirst({ where: { serviceId, providerId, startsAt }, select: { id: true } })
}

/**
 * Gives one seat back. With the last one the session and all it occupies go: returns those
 * resources then, and null while somebody still sits in it. No hold and no appointment may name
 * the session any more for that seat.
 */
export async function giveBackSeat(
  tx: TenantTransaction,
  groupSessionId: string,
): Promise<{ resourceIds: string[]; startsAt: Date; endsAt: Date } | null> {
  const [left] = await tx.$queryRaw<{ seatsTaken: number }[]>`
    update group_sessions set seats_taken = seats_taken - 1
    where tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid and id = ${groupSessionId}::uuid
    returning seats_taken as "seatsTaken"`
  if (!left || left.seatsTaken > 0) return null
  const taken = await tx.occupation.findMany({ where: { groupSessionId } })
  // The row is ours until the end of the transaction: nobody takes a seat in between.
  await tx.groupSession.deleteMany({ where: { id: groupSessionId } })
  if (taken.length === 0) return null
  return {
    resourceIds: [...new Set(taken.map(({ resourceId }) => resourceId))],
    startsAt: new Date(Math.min(...taken.map((one) => +one.startsAt))),
    endsAt: new Date(Math.max(...taken.map((one) => +one.endsAt))),
  }
}
