import { z } from 'zod'
import { customerTimeline } from '../db/customer-timeline.ts'
import type { Tenant } from '../db/for-tenant.ts'
import { currentCustomerId } from './current-customer.ts'

const Channel = z.enum(['voice', 'chat', 'sms', 'email', 'phone'])

/** What a row says, by its kind. */
const Said = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    data: z.object({
      channel: Channel,
      author: z.enum(['customer', 'ava', 'staff', 'system']),
      text: z.string(),
      isInterrupted: z.boolean(),
      deliveryStatus: z.string(),
    }),
  }),
  z.object({
    kind: z.literal('call'),
    data: z.object({ endedAt: z.coerce.date().nullable(), endReason: z.string().nullable() }),
  }),
  // emergency, handed_over, reopened …
  z.object({ kind: z.literal('event'), data: z.object({ type: z.string() }) }),
  // booked, moved, cancelled, confirmed …, by whom ("ava", "user:<id>").
  z.object({
    kind: z.literal('appointment'),
    data: z.object({ action: z.string(), actor: z.string(), reference: z.string() }),
  }),
  z.object({ kind: z.literal('task'), data: z.object({ kind: z.string(), title: z.string(), status: z.string() }) }),
  // A text or a mail that is in no thread.
  z.object({
    kind: z.literal('notice'),
    data: z.object({ channel: Channel, purpose: z.string(), status: z.string() }),
  }),
  z.object({
    kind: z.literal('merge'),
    data: z.object({ mergedId: z.string(), by: z.string(), undoneAt: z.coerce.date().nullable() }),
  }),
])

export type CustomerTimelineEntry = z.infer<typeof Said> & {
  id: string
  at: Date
  conversationId: string | null
  appointmentId: string | null
}

export interface TimelinePage {
  /** Newest first. */
  entries: CustomerTimelineEntry[]
  /** Where the next page begins; null when this was the last. */
  next: { at: Date; id: string } | null
}

const MAX_PAGE = 100

/**
 * All that happened with one person, over every conversation and channel: words, calls, what was done
 * to their appointments, tasks, merges. By keyset, so that a page deep down costs what the first one does, and
 * what is added meanwhile shifts nothing. Of a merged customer: the one that stands for them. Null
 * when the spa has no such customer.
 */
export async function readTimeline(
  tenant: Tenant,
  query: { customerId: string; before?: { at: Date; id: string } | null; limit?: number },
): Promise<TimelinePage | null> {
  const limit = Math.min(query.limit ?? 50, MAX_PAGE)
  return tenant.transaction(async (tx) => {
    const customerId = await currentCustomerId(tx, query.customerId)
    if (customerId === null) return null
    const rows = await customerTimeline(tx, { customerId, before: query.before ?? null, limit: limit + 1 })
    const entries = rows
      .slice(0, limit)
      .map(({ kind, data, ...place }) => ({ ...place, ...Said.parse({ kind, data }) }))
    const last = entries.at(-1)
    return { entries, next: last && rows.length > limit ? { at: last.at, id: last.id } : null }
  })
}
