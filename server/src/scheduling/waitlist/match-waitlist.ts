import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { lockForTransaction } from '../../db/locks.ts'
import { joinOpenOffer } from '../../db/waitlist.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { retryWhenOvertaken } from '../occupy.ts'
import { suitableVisits } from './suitable-visits.ts'
import { makeOffer } from './make-offer.ts'
import { offerTiming } from './offer-timing.ts'

/** Time of one provider that came free, with the rooms and devices that did. */
export interface FreedForWaitlist {
  providerId: string
  locationId: string
  startsAt: Date
  endsAt: Date
  resourceIds: readonly string[]
}

export interface MatchRequest {
  freed: FreedForWaitlist
  now: Date
  enqueue: Enqueue
}

export type MatchResult = { offerId: string } | { again: Date } | null

/**
 * The job `match-waitlist`: offers a time that came free to whoever waits longest for one like it.
 * One offer at a time: while part of it is kept for somebody nothing happens, and the end of that
 * offer brings it here again. At night it is put off until the morning (see offer-timing.ts).
 */
export async function matchWaitlist(tenant: Tenant, request: MatchRequest): Promise<MatchResult> {
  const { freed, now } = request
  if (freed.endsAt <= now) return null
  return retryWhenOvertaken(() =>
    tenant.transaction(async (tx) => {
      // Two workers with the same time: the second sees the offer of the first.
      await lockForTransaction(tx, `waitlist:${freed.providerId}`)
      if (await joinOpenOffer(tx, { ...freed, now })) return null
      return offerToFirst(tx, tenant.id, request)
    }),
  )
}

async function offerToFirst(tx: TenantTransaction, tenantId: string, request: MatchRequest): Promise<MatchResult> {
  const { freed, now, enqueue } = request
  const suitable = suitableVisits(tx, { freed, now })
  for (const entry of await waitingFor(tx, freed)) {
    for (const { visit, service, timeZone } of await suitable(entry)) {
      const startsAt = new Date(visit.start)
      const timing = offerTiming({ now, startsAt, minNoticeMin: service.minNoticeMin, timeZone })
      if (timing.when === 'never') continue
      if (timing.when === 'later') {
        const { resourceIds, ...time } = freed
        await enqueue(
          tx,
          'match-waitlist',
          {
            tenantId,
            ...time,
            startsAt: freed.startsAt.toISOString(),
            endsAt: freed.endsAt.toISOString(),
            ...(resourceIds.length > 0 ? { resourceIds: [...resourceIds] } : {}),
          },
          { startAfter: timing.at },
        )
        return { again: timing.at }
      }
      const offerId = await makeOffer(tx, { ...request, tenantId, entry, visit, expiresAt: timing.expiresAt })
      if (offerId) return { offerId }
    }
  }
  return null
}

const dayMs = 86_400_000

/** Whoever waits for something around that time, longest first. Days are compared exactly later, by the clock of the place. */
function waitingFor(tx: TenantTransaction, { locationId, startsAt, endsAt }: FreedForWaitlist) {
  return tx.waitlistEntry.findMany({
    where: {
      status: 'waiting',
      fromDate: { lte: new Date(endsAt.getTime() + dayMs) },
      toDate: { gte: new Date(startsAt.getTime() - 2 * dayMs) },
      OR: [{ locationId: null }, { locationId }],
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
}

export type WaitingEntry = Awaited<ReturnType<typeof waitingFor>>[number]
