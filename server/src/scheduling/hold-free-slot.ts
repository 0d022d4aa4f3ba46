import type { TenantTransaction } from '../db/for-tenant.ts'
import type { HoldsToEnd } from '../db/holds.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import type { FreeVisit } from './availability/free-visit.ts'
import { endHolds } from './holds.ts'
import { occupy } from './occupy.ts'
import { ownerColumns, type Owner } from './owner.ts'
import { partsToTake, storedParts } from './visit.ts'

/**
 * Keeps a free visit for its owner until `expiresAt`, in the place of whatever that owner held
 * before. For a conversation, for staff, or for somebody on the waitlist (then until its offer ends,
 * to the millisecond). Throws the database's exclusion violation or SlotTakenError when somebody
 * was faster: nothing of the transaction may be kept then.
 */
export async function holdFreeSlot(
  tx: TenantTransaction,
  request: {
    tenantId: string
    owner: Owner
    visit: FreeVisit
    now: Date
    expiresAt: Date
    /** Past this it is not prolonged; left out: it is never prolonged. */
    capAt?: Date
    enqueue: Enqueue
  },
): Promise<{ holdId: string; expiresAt: Date }> {
  const { tenantId, owner, now, expiresAt, enqueue } = request
  const visit = partsToTake(request.visit)
  const which: HoldsToEnd = owner
  await endHolds(tx, { tenantId, enqueue, which, as: 'released' })
  const first = visit[0]!
  const { id: holdId } = await tx.hold.create({
    data: {
      ...ownerColumns(owner),
      serviceId: first.serviceId,
      providerId: first.providerId,
      locationId: first.locationId,
      startsAt: first.startsAt,
      endsAt: visit.at(-1)!.endsAt,
      expiresAt,
      capAt: request.capAt ?? expiresAt,
      parts: storedParts(visit),
    },
    select: { id: true },
  })
  const sessions = await occupy(tx, { tenantId, enqueue, visit, cause: { kind: 'hold', holdId }, now })
  const groupSessionId = sessions.find((id) => id !== null)
  if (groupSessionId !== undefined) await tx.hold.updateMany({ where: { id: holdId }, data: { groupSessionId } })
  await enqueue(tx, 'expire-hold', { tenantId, holdId }, { startAfter: expiresAt })
  return { holdId, expiresAt }
}
