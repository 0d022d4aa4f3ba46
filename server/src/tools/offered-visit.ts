import type { Policy, Provider, Service } from '../db/generated/client.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import type { Offer } from '../scheduling/offers.ts'
import { partsOf } from '../scheduling/visit.ts'

/** One service of an offered visit, with all that the gates ask about it. */
export interface OfferedPart {
  service: Service & { policy: Policy | null }
  provider: Provider
  startsAt: Date
  endsAt: Date
  timeZone: string
  /** The day it begins on where the spa is. */
  localDate: Temporal.PlainDate
}

/** The services of an offer, in order; one unless several were looked for together. */
export async function partsOfOffer(tx: TenantTransaction, offer: Offer): Promise<OfferedPart[]> {
  const parts = partsOf(offer)
  const isOne = parts.length === 1
  const services = isOne
    ? [offer.service]
    : await tx.service.findMany({
        where: { id: { in: parts.map(({ serviceId }) => serviceId) } },
        include: { policy: true },
      })
  const providers = isOne
    ? [offer.provider]
    : await tx.provider.findMany({ where: { id: { in: parts.map(({ providerId }) => providerId) } } })
  const { timeZone } = offer.location
  return parts.map(({ serviceId, providerId, startsAt, endsAt }) => ({
    service: services.find(({ id }) => id === serviceId)!,
    provider: providers.find(({ id }) => id === providerId)!,
    startsAt,
    endsAt,
    timeZone,
    localDate: Temporal.Instant.fromEpochMilliseconds(startsAt.getTime()).toZonedDateTimeISO(timeZone).toPlainDate(),
  }))
}
