import type { Waitlist } from '@ava/protocol/portal/appointments.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import type { Enqueue } from '../../../queue/enqueue.ts'
import { leaveWaitlist } from '../../../scheduling/waitlist/leave-waitlist.ts'
import { HttpError } from '../../http-error.ts'
import { fullName } from '../conversations/conversation-summary.ts'
import { notFound } from '../row-id.ts'

/** More than anybody reads beside a day. */
const MAX_ENTRIES = 200

/** Who waits for a time at this spa, the longest waiting first. */
export async function readWaitlist(tenant: Tenant, { now }: { now: Date }): Promise<Waitlist> {
  const rows = await tenant.db.waitlistEntry.findMany({
    where: { status: { in: ['waiting', 'offered'] } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: MAX_ENTRIES,
    include: {
      customer: { select: { givenName: true, familyName: true } },
      service: { select: { name: true } },
      provider: { select: { displayName: true } },
      offers: {
        // The hold is what counts: while they talk with Ava about it, it is prolonged.
        where: { status: 'offered', hold: { status: 'active', expiresAt: { gt: now } } },
        orderBy: { offeredAt: 'desc' },
        take: 1,
        include: { hold: { select: { expiresAt: true } } },
      },
    },
  })
  return {
    entries: rows.map((row) => ({
      id: row.id,
      customerName: fullName(row.customer),
      serviceName: row.service.name,
      providerName: row.provider?.displayName ?? null,
      fromDate: row.fromDate.toISOString().slice(0, 10),
      toDate: row.toDate.toISOString().slice(0, 10),
      earliestMin: row.earliestMin,
      latestMin: row.latestMin,
      weekdays: row.weekdays,
      channel: row.channel,
      status: row.status === 'offered' ? 'offered' : 'waiting',
      offerEndsAt: row.offers[0]?.hold.expiresAt.toISOString() ?? null,
      createdAt: row.createdAt.toISOString(),
    })),
  }
}

/**
 * Takes somebody off the list who waits, or to whom a time is offered right now: that goes to the next
 * in line. Throws 404 when this spa has no such entry, 409 when it has ended otherwise.
 */
export async function takeOffWaitlist(
  tenant: Tenant,
  request: { id: string; actor: string; now: Date; enqueue: Enqueue },
): Promise<void> {
  const left = await leaveWaitlist(tenant, { ...request, entryId: request.id })
  if (left.ok) return
  if (left.reason === 'not_found') throw notFound('entry on the waitlist')
  throw new HttpError(409, 'not_possible_now', 'They do not wait any more, so nothing was changed.')
}
