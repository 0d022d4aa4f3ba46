import type { TenantTransaction } from '../db/for-tenant.ts'
import { lockForTransaction } from '../db/locks.ts'
import type { FreeVisit } from './availability/free-visit.ts'
import { slotOfOffer, type WantedVisit } from './offers.ts'
import type { Owner } from './owner.ts'
import { partsOf } from './visit.ts'

/** Who and what may have a daily limit, as far as a visit touches it. */
export interface LimitedDay {
  timeZone: string
  services: Iterable<{ id: string; maxPerDay: number | null }>
  providers: Iterable<{ id: string; maxPerDay: number | null }>
}

/**
 * What a wanted visit takes, as the spa stands now; null when it is free no more. Where a daily
 * limit counts, those who take the same day come one after the other from here on: two could
 * else take the last place of it at different hours.
 */
export async function freeVisitAt(
  tx: TenantTransaction,
  query: {
    wanted: WantedVisit
    owner: Owner
    now: Date
    exceptAppointmentIds?: readonly string[]
    /** Left out: read here. */
    limits?: LimitedDay
  },
): Promise<FreeVisit | null> {
  const { wanted, owner, now, exceptAppointmentIds } = query
  await lockLimitedDays(tx, wanted, query.limits ?? (await loadLimits(tx, wanted)))
  return slotOfOffer(tx, { offer: wanted, owner, now, exceptAppointmentIds })
}

async function lockLimitedDays(tx: TenantTransaction, wanted: WantedVisit, limits: LimitedDay): Promise<void> {
  const limited = [...limits.services, ...limits.providers].filter(({ maxPerDay }) => maxPerDay !== null)
  if (limited.length === 0) return
  const day = Temporal.Instant.fromEpochMilliseconds(wanted.startsAt.getTime())
    .toZonedDateTimeISO(limits.timeZone)
    .toPlainDate()
    .toString()
  for (const id of limited.map((one) => one.id).sort()) await lockForTransaction(tx, `day:${id}:${day}`)
}

async function loadLimits(tx: TenantTransaction, wanted: WantedVisit): Promise<LimitedDay> {
  const parts = partsOf(wanted)
  const select = { id: true, maxPerDay: true }
  const [services, providers, location] = [
    await tx.service.findMany({ where: { id: { in: parts.map(({ serviceId }) => serviceId) } }, select }),
    await tx.provider.findMany({ where: { id: { in: parts.map(({ providerId }) => providerId) } }, select }),
    await tx.location.findFirstOrThrow({ where: { id: wanted.locationId }, select: { timeZone: true } }),
  ]
  return { timeZone: location.timeZone, services, providers }
}
