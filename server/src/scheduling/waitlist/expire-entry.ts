import type { Tenant } from '../../db/for-tenant.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { zoneOf } from './join-waitlist.ts'
import { recordWaitlist } from './record.ts'
import { endOfWindow } from './waitlist-window.ts'

const hourMs = 3_600_000

/** The job `expire-waitlist-entry`: the last day of what somebody waited for has gone by. */
export async function expireWaitlistEntry(
  tenant: Tenant,
  request: { entryId: string; now: Date; enqueue: Enqueue },
): Promise<void> {
  const { entryId, now, enqueue } = request
  await tenant.transaction(async (tx) => {
    const entry = await tx.waitlistEntry.findFirst({ where: { id: entryId, status: { in: ['waiting', 'offered'] } } })
    if (!entry) return
    const endsAt = endOfWindow(entry, await zoneOf(tx, entry.locationId))
    const lookAgain = (startAfter: Date) =>
      enqueue(tx, 'expire-waitlist-entry', { tenantId: tenant.id, entryId }, { startAfter })
    if (endsAt > now) return lookAgain(endsAt)
    const { count } = await tx.waitlistEntry.updateMany({
      where: { id: entryId, status: 'waiting' },
      data: { status: 'expired' },
    })
    // A time is kept for them at this moment: that is answered, or ends, first.
    if (count === 0) return lookAgain(new Date(now.getTime() + hourMs))
    await recordWaitlist(tx, { actor: 'job:expire-waitlist-entry', action: 'waitlist.expired', entry })
  })
}
