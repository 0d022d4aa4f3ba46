import type { TenantTransaction } from '../db/for-tenant.ts'
import { notifyDesk } from '../db/notify.ts'

/** A change of the set-up that was not made, and why. `fields`: dotted path → what is wrong there, for people. */
export type SetUpRefusal =
  { ok: false; reason: 'invalid'; fields: Record<string, string> } | { ok: false; reason: 'stale' | 'missing' }

export function invalid(fields: Record<string, string>): SetUpRefusal {
  return { ok: false, reason: 'invalid', fields }
}

export function hasProblems(fields: Record<string, string>): boolean {
  return Object.keys(fields).length > 0
}

/** Whether somebody has changed a row since it was read. */
export function isStale(row: { updatedAt: Date }, readAt: string | null): boolean {
  return readAt === null || row.updatedAt.toISOString() !== readAt
}

/** Who changes what, for the audit. */
export interface SetUpEntry {
  /** "user:<id>" */
  actor: string
  /** "service.saved" */
  action: string
  subjectType: string
  subjectId: string
  data?: object
}

/** Notes the change, and tells the open pages once it is committed. */
export async function recordSetUp(tx: TenantTransaction, entry: SetUpEntry): Promise<void> {
  await tx.auditEntry.create({ data: { ...entry, data: entry.data ?? {} } })
  await notifyDesk(tx)
}

const longestNoted = 200

/** The fields that differ, each with both its values: `{ name: { from: "Botox", to: "Tox" } }`. Long words are cut. */
export function differences(before: object | null, after: object): Record<string, { from: unknown; to: unknown }> {
  const old = before as Record<string, unknown> | null
  const changed = Object.entries(after).filter(([key, value]) => JSON.stringify(old?.[key]) !== JSON.stringify(value))
  return Object.fromEntries(changed.map(([key, to]) => [key, { from: noted(old?.[key]), to: noted(to) }]))
}

function noted(value: unknown): unknown {
  if (value === undefined) return null
  if (typeof value === 'string') return value.length > longestNoted ? `${value.slice(0, longestNoted)}…` : value
  if (typeof value !== 'object' || value === null) return value
  return JSON.stringify(value).length > 2_000 ? 'changed' : value
}
