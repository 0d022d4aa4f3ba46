import type { FreeTimes } from '@ava/protocol/portal/appointments.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import { freeTimesFor } from '../../../scheduling/move-by-staff.ts'
import { notFound } from '../row-id.ts'
import { dayInZone, today } from './local-day.ts'
import { refuse } from './refuse.ts'

/** So many days are looked through at once. */
const DAYS = 14

/** Where an appointment could go from a local day on, two weeks at a time. */
export async function readFreeTimes(
  tenant: Tenant,
  options: { appointmentId: string; from: string | undefined; staffId: string; now: Date },
): Promise<FreeTimes> {
  const { appointmentId, staffId, now } = options
  const row = await tenant.db.appointment.findFirst({
    where: { id: appointmentId },
    select: { location: { select: { timeZone: true } } },
  })
  if (!row) throw notFound('appointment')
  const { timeZone } = row.location
  const first = today(now, timeZone)
  const asked = options.from ? Temporal.PlainDate.from(options.from) : first
  const from = Temporal.PlainDate.compare(asked, first) < 0 ? first : asked
  const to = from.add({ days: DAYS - 1 })
  const times = await freeTimesFor(tenant, {
    appointmentId,
    staffId,
    now,
    from: dayInZone(from.toString(), timeZone).startsAt,
    to: dayInZone(to.toString(), timeZone).endsAt,
  })
  if (times === null) refuse({ ok: false, reason: 'not_booked' })
  return {
    timeZone,
    from: from.toString(),
    to: to.toString(),
    times: (times ?? []).map(({ startsAt, endsAt, ...rest }) => ({
      ...rest,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
    })),
  }
}
