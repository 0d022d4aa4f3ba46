import type { TenantTransaction } from './for-tenant.ts'

export interface BusyTime {
  resourceId: string
  startsAt: Date
  endsAt: Date
}

/**
 * What is taken of these resources between two instants, through the index of the exclusion
 * constraint: neither long histories nor long absences cost anything. Left out: holds that
 * have expired, what this conversation holds itself, and one appointment that is to be moved.
 */
export async function busyTimes(
  tx: TenantTransaction,
  query: {
    resourceIds: string[]
    from: Date
    to: Date
    now: Date
    exceptConversationId: string
    exceptAppointmentId?: string | undefined
  },
): Promise<BusyTime[]> {
  return tx.$queryRaw<BusyTime[]>`
    select o.resource_id as "resourceId", o.starts_at as "startsAt", o.ends_at as "endsAt"
    from occupations o
    left join holds h on h.tenant_id = o.tenant_id and h.id = o.hold_id
    where o.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
      and o.resource_id = any(${query.resourceIds}::uuid[])
      and o.during && tstzrange(${query.from}::timestamptz, ${query.to}::timestamptz)
      and (o.kind <> 'hold'
        or (h.status = 'active' and h.expires_at > ${query.now} and h.conversation_id <> ${query.exceptConversationId}::uuid))
      and (o.appointment_id is null or o.appointment_id is distinct from ${query.exceptAppointmentId ?? null}::uuid)`
}
