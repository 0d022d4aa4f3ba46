import { customerTables, lockCustomers, moveCustomerRows } from '../db/customer-rows.ts'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { againOnContention, countRows, mergeLock } from './merge.ts'
import { returnIdentities } from './merge-identities.ts'
import { MergeRecord } from './merge-record.ts'

export type UndoMergeResult =
  | { ok: true; keptId: string; mergedId: string; restored: Record<string, number> }
  | { ok: false; reason: 'not_found' | 'already_undone' }
  /** The kept one was merged into another since: that merge (`mergeId`) has to be undone first. */
  | { ok: false; reason: 'merged_further'; mergeId: string }

/**
 * Parts two customers again: exactly what the merge moved goes back, wherever it is still the kept
 * one's. What came since stays with the kept one, and what was deleted since stays deleted.
 *
 * A proof given since the merge was one for both. It holds for neither now: conversations that were
 * proved since ask for a new code, and codes under way are void.
 */
export async function undoMerge(
  tenant: Tenant,
  request: { mergeId: string; by: string; now: Date },
): Promise<UndoMergeResult> {
  return againOnContention(() => tenant.transaction((tx) => undo(tx, request), { lock: mergeLock }))
}

async function undo(
  tx: TenantTransaction,
  { mergeId, by, now }: { mergeId: string; by: string; now: Date },
): Promise<UndoMergeResult> {
  const merge = await tx.customerMerge.findFirst({ where: { id: mergeId } })
  if (!merge) return { ok: false, reason: 'not_found' }
  if (merge.undoneAt) return { ok: false, reason: 'already_undone' }
  const { keptId, mergedId, mergedAt } = merge
  const further = await tx.customerMerge.findFirst({
    where: { mergedId: keptId, undoneAt: null },
    select: { id: true },
  })
  if (further) return { ok: false, reason: 'merged_further', mergeId: further.id }
  await lockCustomers(tx, [keptId, mergedId])

  const { rows, dropped, filled } = MergeRecord.parse(merge.moved)
  // First: while it is merged, everything written to it goes to the kept one.
  await tx.customer.updateMany({ where: { id: mergedId }, data: { mergedIntoId: null } })
  const restored: MergeRecord['rows'] = {}
  for (const table of customerTables) {
    const ids = rows[table]
    if (ids) restored[table] = await moveCustomerRows(tx, table, { from: keptId, to: mergedId, ids })
  }
  await returnIdentities(tx, dropped)
  for (const [field, value] of Object.entries(filled)) {
    // Changed since: somebody meant that.
    await tx.customer.updateMany({ where: { id: keptId, [field]: value }, data: { [field]: null } })
  }
  await forgetProofs(tx, { customerIds: [keptId, mergedId], since: mergedAt, now })

  await tx.customerMerge.updateMany({ where: { id: mergeId }, data: { undoneBy: by, undoneAt: now } })
  const counts = countRows(restored)
  await tx.auditEntry.create({
    data: {
      actor: by,
      action: 'customer.merge_undone',
      subjectType: 'customer',
      subjectId: keptId,
      data: { mergeId, mergedId, restored: counts },
    },
  })
  return { ok: true, keptId, mergedId, restored: counts }
}

async function forgetProofs(
  tx: TenantTransaction,
  { customerIds, since, now }: { customerIds: string[]; since: Date; now: Date },
): Promise<void> {
  const customerId = { in: customerIds }
  await tx.conversation.updateMany({ where: { customerId, verifiedAt: { gte: since } }, data: { verifiedAt: null } })
  await tx.verificationCode.updateMany({
    where: { customerId, usedAt: null, createdAt: { gte: since } },
    data: { usedAt: now },
  })
}
