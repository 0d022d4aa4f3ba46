import type { WaitlistOfferRequest, WaitlistTimes } from '@ava/protocol/portal/calendar.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import type { Enqueue } from '../../../queue/enqueue.ts'
import { offerByStaff, timesToOffer, type StaffOfferResult } from '../../../scheduling/waitlist/offer-by-staff.ts'
import { HttpError } from '../../http-error.ts'
import { fullName } from '../conversations/conversation-summary.ts'
import { notFound } from '../row-id.ts'
import { wallTime } from './local-day.ts'

/** More than anybody chooses from. */
const MAX_TIMES = 60

/** Free times for one who waits. Throws 404 when this spa has none such, or they wait no more. */
export async function readWaitlistTimes(
  tenant: Tenant,
  { entryId, now }: { entryId: string; now: Date },
): Promise<WaitlistTimes> {
  const entry = await tenant.db.waitlistEntry.findFirst({
    where: { id: entryId },
    include: {
      customer: { select: { givenName: true, familyName: true } },
      service: { select: { name: true } },
    },
  })
  const times = entry && (await timesToOffer(tenant, { entryId, now }))
  if (!entry || !times) throw notFound('entry on the waitlist that waits')
  const spa = await tenant.db.location.findFirst({ orderBy: { id: 'asc' }, select: { timeZone: true } })
  return {
    customerId: entry.customerId,
    customerName: fullName(entry.customer),
    serviceId: entry.serviceId,
    serviceName: entry.service.name,
    timeZone: times[0]?.timeZone ?? spa?.timeZone ?? 'UTC',
    times: times.slice(0, MAX_TIMES).map(({ startsAt, endsAt, timeZone, ...rest }) => ({
      ...rest,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      start: wallTime(startsAt, timeZone),
    })),
  }
}

const words: Record<Exclude<StaffOfferResult, { ok: true }>['reason'], string> = {
  not_waiting: 'They do not wait any more, or have an offer already.',
  slot_taken: 'This time is not free any more. Choose another.',
  too_late: 'It is too late to offer this time: they could not answer before it begins. Call them instead.',
  at_night: 'Nobody is written to between nine in the evening and eight in the morning. Offer it in the morning.',
  unreachable: 'They have no number or address to write to, or do not want messages. Call them instead.',
}

/** Keeps the time for them and writes to them; answers until when. Throws 409, in words, when that cannot be. */
export async function offerFromWaitlist(
  tenant: Tenant,
  request: { entryId: string; offer: WaitlistOfferRequest; actor: string; now: Date; enqueue: Enqueue },
): Promise<{ until: string }> {
  const { offer, ...rest } = request
  const known = await tenant.db.waitlistEntry.count({ where: { id: request.entryId } })
  if (known === 0) throw notFound('entry on the waitlist')
  const offered = await offerByStaff(tenant, { ...rest, ...offer, startsAt: new Date(offer.startsAt) })
  if (!offered.ok) throw new HttpError(409, offered.reason, `${words[offered.reason]} Nothing was sent.`)
  return { until: offered.expiresAt.toISOString() }
}
