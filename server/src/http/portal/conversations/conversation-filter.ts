import { createHash } from 'node:crypto'
import type { ConversationListQuery } from '@ava/protocol/portal/conversations.ts'
import type { Prisma } from '../../../db/generated/client.ts'
import type { SearchFilter } from '../../../db/search-conversations.ts'
import { dayInZone } from '../appointments/local-day.ts'
import type { Cursor } from '../page-cursor.ts'

/** Who looks, when, and in which zone their days are. */
export interface FilterView {
  now: Date
  timeZone: string
  /** The membership of who looks: "me". */
  staffId: string
}

/** What a cursor is bound to: going on with other filters would skip some and show others twice. */
export function filterKey(query: ConversationListQuery): string {
  const { cursor: _cursor, limit: _limit, ...filters } = query
  const sorted = Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 10)
}

/** Opening the widget makes a conversation; it is one for people once something was said or called in it. */
const happened: Prisma.ConversationWhereInput = { channels: { isEmpty: false } }

export function conversationFilter(
  query: ConversationListQuery,
  { view, before }: { view: FilterView; before: Cursor | null },
): Prisma.ConversationWhereInput[] {
  const { status, channel, outcome, label } = query
  const { from, to } = activeBetween(query, view)
  const assignedToId = assignee(query, view)
  return [
    happened,
    ...(status ? [byStatus(status, view.now)] : []),
    ...(channel ? [{ channels: { has: channel } }] : []),
    ...(outcome ? [{ outcome }] : []),
    ...(assignedToId === undefined ? [] : [{ assignedToId }]),
    ...(label ? [{ labels: { some: { labelId: label } } }] : []),
    ...(from ? [{ lastActivityAt: { gte: from } }] : []),
    ...(to ? [{ lastActivityAt: { lt: to } }] : []),
    // The first says the same as the second, in a way that an index is entered by.
    ...(before ? [{ lastActivityAt: { lte: before.at } }, beyond(before)] : []),
  ]
}

export function searchFilter(query: ConversationListQuery, view: FilterView): SearchFilter {
  const { from, to } = activeBetween(query, view)
  const assignedToId = assignee(query, view)
  return {
    status: query.status,
    channel: query.channel,
    outcome: query.outcome,
    assigned_to: assignedToId ?? undefined,
    is_unassigned: assignedToId === null,
    labelled: query.label,
    active_from: from,
    active_to: to,
    now: view.now,
  }
}

/** Null: nobody's. Undefined: anybody's. */
function assignee(query: ConversationListQuery, view: FilterView): string | null | undefined {
  if (query.assignee === 'me') return view.staffId
  return query.assignee === 'nobody' ? null : query.assignee
}

function activeBetween(query: ConversationListQuery, { timeZone }: FilterView): { from?: Date; to?: Date } {
  return {
    ...(query.from ? { from: dayInZone(query.from, timeZone).startsAt } : {}),
    ...(query.to ? { to: dayInZone(query.to, timeZone).endsAt } : {}),
  }
}

function byStatus(status: NonNullable<ConversationListQuery['status']>, now: Date): Prisma.ConversationWhereInput {
  if (status === 'snoozed') return { snoozedUntil: { gt: now } }
  if (status === 'open') return { status, OR: [{ snoozedUntil: null }, { snoozedUntil: { lte: now } }] }
  return { status }
}

function beyond({ at: lastActivityAt, id }: Cursor): Prisma.ConversationWhereInput {
  return { OR: [{ lastActivityAt: { lt: lastActivityAt } }, { lastActivityAt, id: { lt: id } }] }
}
