import type { HistoryEntry, HistoryPage } from '@ava/protocol/portal/customers.ts'
import { readTimeline, type CustomerTimelineEntry } from '../../../customers/timeline.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import { readCursor, writeCursor } from '../page-cursor.ts'

/** One page of a customer's history. Null when the spa has no such customer. Throws 400 for a cursor that is none of ours. */
export async function customerHistory(
  tenant: Tenant,
  query: { customerId: string; cursor: string | undefined; limit: number },
): Promise<HistoryPage | null> {
  const { customerId, cursor, limit } = query
  const key = `history:${customerId}`
  const before = cursor === undefined ? null : readCursor(cursor, key)
  const page = await readTimeline(tenant, { customerId, before, limit })
  if (!page) return null
  const names = await namesOfActors(tenant, page.entries)
  return {
    entries: page.entries.map((entry) => toHistoryEntry(entry, names)),
    nextCursor: page.next && writeCursor(page.next, key),
  }
}

function toHistoryEntry(entry: CustomerTimelineEntry, names: Map<string, string>): HistoryEntry {
  const { id, conversationId, appointmentId } = entry
  const place = { id, at: entry.at.toISOString(), conversationId, appointmentId }
  switch (entry.kind) {
    case 'message':
      return { ...place, ...entry.data, kind: 'message' }
    case 'event':
      return { ...place, ...entry.data, kind: 'event' }
    case 'notice':
      return { ...place, ...entry.data, kind: 'notice' }
    case 'call': {
      const { endedAt, endReason } = entry.data
      return { ...place, kind: 'call', endedAt: endedAt?.toISOString() ?? null, endReason }
    }
    case 'appointment': {
      const { action, actor, reference } = entry.data
      return { ...place, kind: 'appointment', action, reference, by: nameOf(actor, names) }
    }
    case 'task': {
      const { kind: taskKind, title, status } = entry.data
      return { ...place, kind: 'task', taskKind, title, status }
    }
    case 'merge': {
      const { mergedId, by, undoneAt } = entry.data
      return { ...place, kind: 'merge', mergedId, by: nameOf(by, names), undoneAt: undoneAt?.toISOString() ?? null }
    }
  }
}

const userOf = (actor: string) => /^user:(.+)$/.exec(actor)?.[1] ?? null

function nameOf(actor: string, names: Map<string, string>): string {
  const userId = userOf(actor)
  // Jobs act for Ava, and so does a proved number.
  if (userId === null) return 'Ava'
  return names.get(userId) ?? 'a former colleague'
}

async function namesOfActors(tenant: Tenant, entries: readonly CustomerTimelineEntry[]): Promise<Map<string, string>> {
  const actors = entries.flatMap((entry) => {
    if (entry.kind === 'appointment') return entry.data.actor
    return entry.kind === 'merge' ? entry.data.by : []
  })
  const userIds = [...new Set(actors.flatMap((actor) => userOf(actor) ?? []))]
  if (userIds.length === 0) return new Map()
  const members = await tenant.db.membership.findMany({
    where: { userId: { in: userIds } },
    select: { userId: true, user: { select: { name: true } } },
  })
  return new Map(members.map(({ userId, user }) => [userId, user.name]))
}
