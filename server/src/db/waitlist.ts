import type { TenantTransaction } from './for-tenant.ts'

/** An entry that a booking has met. */
export interface MetEntry {
  id: string
  appointmentId: string
  conversationId: string | null
}

/**
 * Closes the entries that appointments have met: of the same customer and service with the
 * appointment in what they wait for, and those whose offered time it is. One statement; the local
 * day and minute are those of the appointment's location.
 */
export async function closeMetEntries(
  tx: TenantTransaction,
  request: { appointmentIds: readonly string[]; now: Date },
): Promise<MetEntry[]> {
  return tx.$queryRaw<MetEntry[]>`
    with booked as (
      select a.*, a.starts_at at time zone l.time_zone as local
      from appointments a join locations l on l.tenant_id = a.tenant_id and l.id = a.location_id
      where a.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        and a.id = any(${[...request.appointmentIds]}::uuid[]))
    update waitlist_entries e set status = 'booked', updated_at = ${request.now}
    from booked b
    where e.tenant_id = b.tenant_id and e.status in ('waiting', 'offered') and (
      (e.customer_id = b.customer_id and e.service_id = b.service_id
        and (e.provider_id is null or e.provider_id = b.provider_id)
        and (e.location_id is null or e.location_id = b.location_id)
        and b.local::date between e.from_date and e.to_date
        and extract(hour from b.local) * 60 + extract(minute from b.local)
          between coalesce(e.earliest_min, 0) and coalesce(e.latest_min, 24 * 60)
        and (coalesce(cardinality(e.weekdays), 0) = 0 or extract(isodow from b.local) = any(e.weekdays)))
      or e.id in (select o.entry_id from waitlist_offers o
        where o.tenant_id = b.tenant_id and o.hold_id = b.hold_id and o.status = 'offered'))
    returning e.id, b.id as "appointmentId", e.conversation_id as "conversationId"`
}

/** An offer whose hold was ended by something else than an answer. */
export interface LostOffer {
  id: string
  entryId: string
  customerId: string
  conversationId: string | null
  code: string
  /**
   * Nobody answered; or who was about to accept chose another time; or the time went away, because the
   * provider is ill.
   */
  status: 'expired' | 'declined' | 'withdrawn'
  holdId: string
  providerId: string
  locationId: string
  startsAt: Date
  freedFrom: Date
  freedTo: Date
}

/** Ends the open offers of holds that have ended; their entries wait again, in the place that they had. */
export async function endOffersOfHolds(
  tx: TenantTransaction,
  request: { holdIds: readonly string[] },
): Promise<LostOffer[]> {
  return tx.$queryRaw<LostOffer[]>`
    with lost as (
      update waitlist_offers o set status = case
          when h.status = 'expired' then 'expired'
          when h.conversation_id is not null then 'declined'
          else 'withdrawn' end::"WaitlistOfferStatus"
      from holds h
      where o.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid and o.status = 'offered'
        and o.hold_id = any(${[...request.holdIds]}::uuid[]) and h.tenant_id = o.tenant_id and h.id = o.hold_id
      returning o.*, h.provider_id, h.location_id, h.starts_at),
    again as (
      update waitlist_entries e set status = 'waiting' from lost
      where e.tenant_id = lost.tenant_id and e.id = lost.entry_id and e.status = 'offered')
    select lost.id, lost.entry_id as "entryId", e.customer_id as "customerId", e.conversation_id as "conversationId",
      lost.code, lost.status::text as status, lost.hold_id as "holdId", lost.provider_id as "providerId",
      lost.location_id as "locationId", lost.starts_at as "startsAt", lost.freed_from as "freedFrom", lost.freed_to as "freedTo"
    from lost join waitlist_entries e on e.tenant_id = lost.tenant_id and e.id = lost.entry_id`
}

/** The offer's row is ours until the transaction ends: an answer and its end come one after the other. */
export async function lockOffer(tx: TenantTransaction, offerId: string): Promise<void> {
  await tx.$executeRaw`
    select from waitlist_offers
    where tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid and id = ${offerId}::uuid for update`
}

/**
 * Whether part of this time is kept for somebody by an open offer: of its provider, or of what came
 * free with them. What came free meanwhile is then offered on when that offer ends.
 */
export async function joinOpenOffer(
  tx: TenantTransaction,
  freed: { providerId: string; startsAt: Date; endsAt: Date; resourceIds: readonly string[]; now: Date },
): Promise<boolean> {
  const joined = await tx.$executeRaw`
    update waitlist_offers o set freed_from = least(o.freed_from, ${freed.startsAt}),
      freed_to = greatest(o.freed_to, ${freed.endsAt})
    from holds h
    where o.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid and o.status = 'offered'
      and h.tenant_id = o.tenant_id and h.id = o.hold_id and h.status = 'active' and h.expires_at > ${freed.now}
      and h.starts_at < ${freed.endsAt} and h.ends_at > ${freed.startsAt}
      and (h.provider_id = ${freed.providerId}::uuid
        or exists (select from occupations c where c.tenant_id = h.tenant_id and c.hold_id = h.id
          and c.resource_id = any(${[...freed.resourceIds]}::uuid[])))`
  return joined > 0
}
