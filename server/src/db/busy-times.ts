import type { TenantTransaction } from './for-tenant.ts'

export interface BusyTime {
  resourceId: string
  startsAt: Date
  endsAt: Date
}

/** Owns nothing. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/**
 * What is taken of these resources between two instants, through the index of the exclusion
 * constraint: neither long histories nor long absences cost anything. Left out: holds that
 * have expired, what who asks holds themselves, and appointments that are to be moved.
 */
export async function busyTimes(
  tx: TenantTransaction,
  query: {
    resourceIds: string[]
    from: Date
    to: Date
    now: Date
    owner: { conversationId: string | null; staffId: string | null; waitlistEntryId: string | null }
    exceptAppointmentIds: readonly string[]
  },
): Promise<BusyTime[]> {
  const { conversationId, staffId, waitlistEntryId } = query.owner
  return tx.$queryRaw<BusyTime[]>`
    select o.resource_id as "resourceId", o.starts_at as "startsAt", o.ends_at as "endsAt"
    from occupations o
    left join holds h on h.tenant_id = o.tenant_id and h.id = o.hold_id
    where o.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
      and o.resource_id = any(${query.resourceIds}::uuid[])
      and o.during && tstzrange(${query.from}::timestamptz, ${query.to}::timestamptz)
      and (o.kind <> 'hold'
        or (h.status = 'active' and h.expires_at > ${query.now}
          and h.conversation_id is distinct from ${conversationId ?? NOBODY}::uuid
          and h.staff_id is distinct from ${staffId ?? NOBODY}::uuid
          and h.waitlist_entry_id is distinct from ${waitlistEntryId ?? NOBODY}::uuid))
      and (o.appointment_id is null or o.appointment_id <> all(${[...query.exceptAppointmentIds]}::uuid[]))`
}
