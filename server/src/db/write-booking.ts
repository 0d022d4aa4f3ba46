import { Prisma, type Appointment } from './generated/client.ts'
import type { TenantTransaction } from './for-tenant.ts'
import { fromJsonRow, type JsonRow } from './json-rows.ts'
import { notifications, type ChangeToTell } from './notify.ts'
import { insertions, type RowsToInsert } from './write-together.ts'

export interface BookingToWrite {
  /** The hold that becomes the appointments: what it occupies goes to each part's own. */
  holdId: string | null
  now: Date
  appointmentIds: readonly string[]
  rows: RowsToInsert
  /** Whose conversation and visitor it is from now on; what was proved before stays. */
  conversationId: string | null
  visitorId: string | null
  customerId: string
  changes: readonly ChangeToTell[]
}

/**
 * Writes a booking with all that belongs to it in one statement. Null when the hold is no longer
 * active: then the transaction must not commit.
 */
export async function writeBooking(tx: TenantTransaction, booking: BookingToWrite): Promise<Appointment[] | null> {
  const { holdId, now, customerId } = booking
  const me = Prisma.sql`nullif(current_setting('app.tenant_id', true), '')::uuid`
  const steps = [
    Prisma.sql`promoted as (
      update holds set status = 'promoted', group_session_id = null
      where tenant_id = ${me} and id = ${holdId}::uuid and status = 'active' and expires_at > ${now} returning id)`,
    Prisma.sql`occupied as (
      update occupations o set kind = 'appointment', hold_id = null,
        appointment_id = (${[...booking.appointmentIds]}::uuid[])[o.part + 1]
      from promoted p where o.tenant_id = ${me} and o.hold_id = p.id)`,
    Prisma.sql`known_conversation as (
      update conversations set customer_id = ${customerId}::uuid
      where tenant_id = ${me} and id = ${booking.conversationId}::uuid and verified_at is null
        and customer_id is distinct from ${customerId}::uuid)`,
    Prisma.sql`known_visitor as (
      update visitors set customer_id = ${customerId}::uuid
      where tenant_id = ${me} and id = ${booking.visitorId}::uuid and customer_id is null)`,
    ...insertions(booking.rows),
  ]
  const [written] = await tx.$queryRaw<{ promoted: number; appointments: JsonRow[] }[]>`
    /* prepared */
    with ${Prisma.join(steps)}
    select (select count(*)::int from promoted) as promoted,
      (select jsonb_agg(to_jsonb(a) order by a.visit_position) from new_appointments a) as appointments,
      ${notifications(booking.changes)} as told`
  if (holdId !== null && written!.promoted === 0) return null
  return written!.appointments.map((row) => fromJsonRow<Appointment>(row))
}
