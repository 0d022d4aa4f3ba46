import type { Tenant } from '../../../db/for-tenant.ts'
import { notFound } from '../row-id.ts'

/** How a plan goes on: as its last session is, with whom and where. */
export interface Series {
  providerId: string
  providerName: string
  locationId: string
  timeZone: string
  /** Where it begins anew when none of its sessions stands any more. */
  firstStartsAt?: Date
}

const givenUp = ['cancelled', 'no_show']

/** Throws 404 when this spa has no such plan. A plan of which every appointment is gone has no series. */
export async function seriesOf(tenant: Tenant, options: { planId: string; now: Date }): Promise<Series | null> {
  const { planId, now } = options
  return tenant.transaction(async (tx) => {
    if ((await tx.treatmentPlan.count({ where: { id: planId } })) === 0) throw notFound('plan')
    const rows = await tx.appointment.findMany({
      where: { planId },
      orderBy: { startsAt: 'desc' },
      include: { provider: { select: { displayName: true } }, location: { select: { timeZone: true } } },
    })
    const last = rows.find(({ status }) => !givenUp.includes(status)) ?? rows[0]
    if (!last) return null
    return {
      providerId: last.providerId,
      providerName: last.provider.displayName,
      locationId: last.locationId,
      timeZone: last.location.timeZone,
      // A day gone by is no beginning.
      ...(last.startsAt > now ? { firstStartsAt: last.startsAt } : {}),
    }
  })
}
