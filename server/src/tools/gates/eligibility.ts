import { localDateOf } from '../../scheduling/load-availability.ts'
import type { Offer } from '../../scheduling/offers.ts'
import type { ToolContext } from '../tool.ts'
import { stop, type Gate } from './gate.ts'

/** The service is still offered, and this provider may perform it on that day: the spa's own list, and a licence that holds. */
export async function checkEligibility(context: ToolContext, offer: Offer): Promise<Gate> {
  const { service, provider, location } = offer
  const listed = await context.tenant.db.serviceEligibility.findFirst({
    where: { serviceId: service.id, providerId: provider.id },
  })
  const date = Temporal.Instant.fromEpochMilliseconds(offer.startsAt.getTime())
    .toZonedDateTimeISO(location.timeZone)
    .toPlainDate()
  const isLicensed =
    provider.licenceExpires === null || Temporal.PlainDate.compare(date, localDateOf(provider.licenceExpires)) <= 0
  if (service.isActive && provider.isActive && listed && isLicensed) return { passed: true }
  return stop(
    'not_eligible',
    `I can't book ${service.name} with ${provider.displayName}. Shall I look for somebody else who does it?`,
  )
}
