import { customerTables, lockCustomers, moveCustomerRows } from '../db/customer-rows.ts'
import { isContention } from '../db/errors.ts'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import type { Prisma } from '../db/generated/client.ts'
import { lockForTransaction } from '../db/locks.ts'
import { currentCustomerId } from './current-customer.ts'
import { takeIdentities } from './merge-identities.ts'
import type { MergeRecord } from './merge-record.ts'

/** Merges change what "this customer" means to each other, so they come one after the other in a spa. */
export const mergeLock = 'customer-merges'

export interface MergeRequest {
  keptId: string
  mergedId: string
  /** "user:<id>", or "verified:phone" when a proved number did it. */
  by: string
  now: Date
  /** What the merged one merely claimed does not become the kept one's (merge-proven.ts). */
  onlyProved?: boolean
}

export type MergeResult =
  { ok: true; mergeId: string; keptId: string; mergedId: string } | { ok: false; reason: 'not_found' | 'already_one' }

/**
 * Makes two customers one: whatever hangs on `mergedId` hangs on `keptId` from then on, and the
 * merged one is not shown nor found any more. Where one of them was merged before, the customer
 * that stands for it now is meant. Can be undone (undo-merge.ts).
 */
export async function mergeCustomers(tenant: Tenant, request: MergeRequest): Promise<MergeResult> {
  return againOnContention(() => tenant.transaction((tx) => mergeInTransaction(tx, request), { lock: mergeLock }))
}

/** As mergeCustomers, in the caller's transaction. */
export async function mergeInTransaction(tx: TenantTransaction, request: MergeRequest): Promise<MergeResult> {
  await lockForTransaction(tx, mergeLock)
  const keptId = await currentCustomerId(tx, request.keptId)
  const mergedId = await currentCustomerId(tx, request.mergedId)
  if (keptId === null || mergedId === null) return { ok: false, reason: 'not_found' }
  if (keptId === mergedId) return { ok: false, reason: 'already_one' }
  await lockCustomers(tx, [keptId, mergedId])

  const { moving, dropped } = await takeIdentities(tx, { keptId, mergedId, onlyProved: request.onlyProved ?? false })
  const rows: MergeRecord['rows'] = {}
  for (const table of customerTables) {
    const ids = await moveCustomerRows(tx, table, {
      from: mergedId,
      to: keptId,
      ...(table === 'identities' ? { ids: moving } : {}),
    })
    if (ids.length > 0) rows[table] = ids
  }
  const filled = await fillGaps(tx, { keptId, mergedId })
  await tx.customer.updateMany({ where: { id: mergedId }, data: { mergedIntoId: keptId } })

  const moved: MergeRecord = { rows, dropped, filled }
  const merge = await tx.customerMerge.create({
    data: {
      keptId,
      mergedId,
      // Dates become text in it.
      moved: JSON.parse(JSON.stringify(moved)) as Prisma.InputJsonValue,
      mergedBy: request.by,
      mergedAt: request.now,
    },
    select: { id: true },
  })
  await tx.auditEntry.create({
    data: {
      actor: request.by,
      action: 'customer.merged',
      subjectType: 'customer',
      subjectId: keptId,
      data: { mergeId: merge.id, mergedId, moved: countRows(rows) },
    },
  })
  return { ok: true, mergeId: merge.id, keptId, mergedId }
}

/** What the kept record lacks and the other has. */
async function fillGaps(
  tx: TenantTransaction,
  { keptId, mergedId }: { keptId: string; mergedId: string },
): Promise<MergeRecord['filled']> {
  const select = { familyName: true, note: true, timeZone: true, language: true }
  const kept = await tx.customer.findFirstOrThrow({ where: { id: keptId }, select })
  const merged = await tx.customer.findFirstOrThrow({ where: { id: mergedId }, select })
  const filled: MergeRecord['filled'] = {}
  for (const field of ['familyName', 'note', 'timeZone', 'language'] as const) {
    const value = merged[field]
    if (kept[field] === null && value !== null) filled[field] = value
  }
  if (Object.keys(filled).length > 0) await tx.customer.updateMany({ where: { id: keptId }, data: filled })
  return filled
}

export function countRows(rows: MergeRecord['rows']): Record<string, number> {
  return Object.fromEntries(Object.entries(rows).map(([table, ids]) => [table, ids.length]))
}

/** A booking that is under way for the same customer may stand in the way: then once more. */
export async function againOnContention<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= 4 || !isContention(error)) throw error
    }
  }
}
