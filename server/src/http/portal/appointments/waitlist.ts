import type { Waitlist } from '@ava/protocol/portal/appointments.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import { fullName } from '../conversation-summary.ts'

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
      offers: { where: { status: 'offered', expiresAt: { gt: now } }, orderBy: { offeredAt: 'desc' }, take: 1 },
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
      offerEndsAt: row.offers[0]?.expiresAt.toISOString() ?? null,
      createdAt: row.createdAt.toISOString(),
    })),
  }
}
