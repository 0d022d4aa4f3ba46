import type { TenantTransaction } from '../../db/for-tenant.ts'
import { normaliseCode } from '../readable-code.ts'

/** Which offer is meant: by its id, by the code in its message, or as the open one of an entry. */
export type OfferKey = { offerId: string } | { code: string } | { entryId: string }

const details = {
  hold: { include: { location: { select: { timeZone: true } } } },
  entry: { include: { customer: true, service: { include: { policy: true } } } },
} as const

/** An offer with the time that is kept and for whom; null when there is no such one. Open or not. */
export async function findOffer(tx: TenantTransaction, key: OfferKey) {
  const where =
    'offerId' in key
      ? { id: key.offerId }
      : 'code' in key
        ? { code: normaliseCode(key.code) }
        : { entryId: key.entryId, status: 'offered' as const }
  return tx.waitlistOffer.findFirst({ where, include: details, orderBy: { offeredAt: 'desc' } })
}

export type WaitlistOfferDetails = NonNullable<Awaited<ReturnType<typeof findOffer>>>

/** The hold is what counts: it may have been prolonged while they talk, or ended by a block. */
export function isOpen({ status, hold }: WaitlistOfferDetails, now: Date): boolean {
  return status === 'offered' && hold.status === 'active' && hold.expiresAt > now
}
