import { Prisma } from './generated/client.ts'
import type { FreedTime } from './occupations.ts'
import type { TenantTransaction } from './for-tenant.ts'

/** A hold that is no more, and the time that it gave up. */
export interface EndedHold extends FreedTime {
  id: string
  conversationId: string | null
  waitlistEntryId: string | null
  /** The seat that it kept: still to be given back. */
  groupSessionId: string | null
}

/** Which active holds to end. */
export type HoldsToEnd =
  | { conversationId: string }
  | { staffId: string }
  | { waitlistEntryId: string }
  /** If its time is up. */
  | { expiredHoldId: string; now: Date }
  /** Whoever has it, whether or not its time is up. */
  | { holdId: string }
  /** What keeps a resource at some time. */
  | { resourceId: string; from: Date; to: Date }
  /** The expired seats of one group appointment. */
  | { expiredInSession: string; now: Date }

/**
 * Ends active holds and frees what they occupy, in one statement; a hold that is promoted at
 * this very moment is left alone. Seats are given back by the caller.
 */
export async function endActiveHolds(
  tx: TenantTransaction,
  which: HoldsToEnd,
  as: 'released' | 'expired',
): Promise<EndedHold[]> {
  return tx.$queryRaw<EndedHold[]>`
    with target as (
      select h.* from holds h
      where h.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid and h.status = 'active'
        and ${condition(which)}
      order by h.id for update),
    ended as (
      update holds h set status = ${as}::"HoldStatus", group_session_id = null from target t
      where h.tenant_id = t.tenant_id and h.id = t.id returning h.id),
    freed as (
      delete from occupations o using target t
      where o.tenant_id = t.tenant_id and o.hold_id = t.id
      returning o.hold_id, o.resource_id, o.starts_at, o.ends_at)
    select t.id, t.conversation_id as "conversationId", t.waitlist_entry_id as "waitlistEntryId",
      t.provider_id as "providerId", t.location_id as "locationId", t.group_session_id as "groupSessionId",
      coalesce((select min(f.starts_at) from freed f where f.hold_id = t.id), t.starts_at) as "startsAt",
      coalesce((select max(f.ends_at) from freed f where f.hold_id = t.id), t.ends_at) as "endsAt",
      array(select distinct f.resource_id::text from freed f where f.hold_id = t.id) as "resourceIds"
    from target t join ended using (id)`
}

function condition(which: HoldsToEnd): Prisma.Sql {
  if ('conversationId' in which) return Prisma.sql`h.conversation_id = ${which.conversationId}::uuid`
  if ('staffId' in which) return Prisma.sql`h.staff_id = ${which.staffId}::uuid`
  if ('waitlistEntryId' in which) return Prisma.sql`h.waitlist_entry_id = ${which.waitlistEntryId}::uuid`
  if ('expiredHoldId' in which) {
    return Prisma.sql`h.id = ${which.expiredHoldId}::uuid and h.expires_at <= ${which.now}`
  }
  if ('holdId' in which) return Prisma.sql`h.id = ${which.holdId}::uuid`
  if ('expiredInSession' in which) {
    return Prisma.sql`h.group_session_id = ${which.expiredInSession}::uuid and h.expires_at <= ${which.now}`
  }
  // A seat in a group takes no time of its own: what it keeps is the group's.
  return Prisma.sql`exists (
    select from occupations o
    where o.tenant_id = h.tenant_id and o.resource_id = ${which.resourceId}::uuid
      and (o.hold_id = h.id or o.group_session_id = h.group_session_id)
      and o.starts_at < ${which.to} and o.ends_at > ${which.from})`
}

/**
 * Keeps a conversation's live hold for `holdMs` from now on, never past its cap; its offer stands
 * as long. Returns when it ends now; null when there is none.
 */
export async function prolongActiveHold(
  tx: TenantTransaction,
  request: { conversationId: string; now: Date; holdMs: number; capMs: number },
): Promise<Date | null> {
  const { conversationId, now, holdMs, capMs } = request
  const wanted = new Date(now.getTime() + holdMs)
  const [prolonged] = await tx.$queryRaw<{ expiresAt: Date }[]>`
    with prolonged as (
      update holds set expires_at = greatest(expires_at,
        least(${wanted}, coalesce(cap_at, created_at + make_interval(secs => ${capMs / 1_000}))))
      where tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        and conversation_id = ${conversationId}::uuid and status = 'active' and expires_at > ${now}
      returning *),
    offered as (
      update slot_offers f set expires_at = greatest(f.expires_at, p.expires_at) from prolonged p
      where f.tenant_id = p.tenant_id and f.conversation_id = p.conversation_id and f.service_id = p.service_id
        and f.provider_id = p.provider_id and f.starts_at = p.starts_at)
    select expires_at as "expiresAt" from prolonged`
  return prolonged?.expiresAt ?? null
}
