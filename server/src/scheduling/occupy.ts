import { isContention, isExclusionViolation, isUniqueViolation } from '../db/errors.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import type { FreeSlot } from './availability/availability.ts'

/** Takes what the slot needs. Throws the database's exclusion violation when somebody was faster. */
export async function occupy(
  tx: TenantTransaction,
  slot: FreeSlot,
  cause: { kind: 'hold'; holdId: string } | { kind: 'appointment'; appointmentId: string },
): Promise<void> {
  await tx.occupation.createMany({
    data: slot.occupations
      .map(({ resourceId, start, end }) => ({
        ...cause,
        resourceId,
        startsAt: new Date(start),
        endsAt: new Date(end),
      }))
      // Everybody takes resources in the same order, so that two never wait for each other.
      .sort((a, b) => (a.resourceId < b.resourceId ? -1 : a.resourceId > b.resourceId ? 1 : +a.startsAt - +b.startsAt)),
  })
}

const MAX_ATTEMPTS = 6

/**
 * Runs a transaction that takes a slot, again when somebody else took part of it meanwhile:
 * the next attempt sees what they took, and finds another room or says that the slot is gone.
 * Throws the last violation when it loses every time.
 */
export async function retryWhenOvertaken<T>(attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count++) {
    try {
      return await attempt()
    } catch (error) {
      const isOvertaken = isExclusionViolation(error) || isContention(error) || isUniqueViolation(error)
      if (!isOvertaken || count === MAX_ATTEMPTS) throw error
    }
  }
}
