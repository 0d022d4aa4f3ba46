import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'

/** Longer than reading a page takes at worst; prolonged with everything that is written. */
const LEASE_MS = 2 * 60_000

/**
 * One reader of a calendar at a time, in whatever process: two at once could write what is older
 * over what is newer. Who dies with it loses it after two minutes, and who comes too late with
 * their answer writes nothing.
 */
export interface SyncLease {
  calendarId: string
  startedAt: Date
  until: Date
}

export class LeaseLostError extends Error {
  override name = 'LeaseLostError'
}

/** Null when somebody else has it. */
export async function takeLease(
  tenant: Tenant,
  { calendarId, now }: { calendarId: string; now: Date },
): Promise<SyncLease | null> {
  const until = new Date(now.getTime() + LEASE_MS)
  const { count } = await tenant.db.calendar.updateMany({
    where: { id: calendarId, OR: [{ syncLeaseUntil: null }, { syncLeaseUntil: { lt: now } }] },
    data: { syncLeaseUntil: until },
  })
  return count === 1 ? { calendarId, startedAt: now, until } : null
}

/** First thing in every transaction that writes what was read. Throws LeaseLostError. */
export async function keepLease(tx: TenantTransaction, lease: SyncLease, now: Date): Promise<void> {
  // Never the same instant again: it is also how we know the lease for ours.
  const until = new Date(Math.max(now.getTime() + LEASE_MS, lease.until.getTime() + 1))
  const { count } = await tx.calendar.updateMany({
    where: { id: lease.calendarId, syncLeaseUntil: lease.until },
    data: { syncLeaseUntil: until },
  })
  if (count === 0) throw new LeaseLostError('Somebody else reads this calendar now')
  lease.until = until
}

export async function releaseLease(tenant: Tenant, lease: SyncLease): Promise<void> {
  await tenant.db.calendar.updateMany({
    where: { id: lease.calendarId, syncLeaseUntil: lease.until },
    data: { syncLeaseUntil: null },
  })
}
