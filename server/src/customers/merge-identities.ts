import type { TenantTransaction } from '../db/for-tenant.ts'
import type { IdentityStatus } from '../db/generated/client.ts'
import type { DroppedIdentity } from './merge-record.ts'
import type { Contact } from './contact.ts'

interface HeldIdentity extends Contact {
  id: string
  customerId: string
  status: IdentityStatus
  createdAt: Date
}

/**
 * Of two customers' numbers and addresses: which of the merged one's change hands, and which rows have to
 * go because both have the value. The proved one stays, else the kept customer's.
 */
export function settleIdentities(
  kept: readonly HeldIdentity[],
  merged: readonly HeldIdentity[],
): { moving: string[]; dropped: HeldIdentity[] } {
  const moving: string[] = []
  const dropped: HeldIdentity[] = []
  for (const identity of merged) {
    const twin = kept.find(({ kind, value }) => kind === identity.kind && value === identity.value)
    // Only one customer holds a value proved, so of two twins at most one is.
    if (twin && identity.status !== 'verified') {
      dropped.push(identity)
      continue
    }
    if (twin) dropped.push(twin)
    moving.push(identity.id)
  }
  return { moving, dropped }
}

/** As settleIdentities, on what is there now; takes the dropped rows away. `onlyProved` leaves mere claims where they are. */
export async function takeIdentities(
  tx: TenantTransaction,
  { keptId, mergedId, onlyProved }: { keptId: string; mergedId: string; onlyProved: boolean },
): Promise<{ moving: string[]; dropped: DroppedIdentity[] }> {
  const all = await tx.identity.findMany({ where: { customerId: { in: [keptId, mergedId] } }, orderBy: { id: 'asc' } })
  const of = (customerId: string) => all.filter((identity) => identity.customerId === customerId)
  const movable = of(mergedId).filter(({ status }) => !onlyProved || status === 'verified')
  const { moving, dropped } = settleIdentities(of(keptId), movable)
  await tx.identity.deleteMany({ where: { id: { in: dropped.map(({ id }) => id) } } })
  const record = dropped.map(({ id, customerId, kind, value, createdAt }) => ({
    id,
    customerId,
    kind,
    value,
    createdAt,
  }))
  return { moving, dropped: record }
}

/** Puts the dropped claims back. One that was added anew since is there already. */
export async function returnIdentities(tx: TenantTransaction, dropped: readonly DroppedIdentity[]): Promise<void> {
  await tx.identity.createMany({ data: [...dropped], skipDuplicates: true })
}
