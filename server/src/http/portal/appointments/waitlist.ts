import type { Waitlist } from '@ava/protocol/portal/appointments.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import { HttpError } from '../../http-error.ts'
import { fullName } from '../conversation-summary.ts'
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

/**
 * Takes somebody off the list who waits, or to whom a time is offered right now. Throws 404 when
 * this spa has no such entry, 409 when it has ended otherwise.
 */
export async function leaveWaitlist(tenant: Tenant, { id, actor }: { id: string; actor: string }): Promise<void> {
  await tenant.transaction(async (tx) => {
    const { count } = await tx.waitlistEntry.updateMany({
      where: { id, status: { in: ['waiting', 'offered'] } },
      data: { status: 'left' },
    })
    if (count === 0) {
      const entry = await tx.waitlistEntry.findFirst({ where: { id }, select: { status: true } })
      if (!entry) throw notFound('entry on the waitlist')
      if (entry.status === 'left') return
      throw new HttpError(409, 'not_possible_now', 'They do not wait any more, so nothing was changed.')
    }
    await tx.auditEntry.create({
      data: { actor, action: 'waitlist.left', subjectType: 'waitlist_entry', subjectId: id },
    })
  })
}
