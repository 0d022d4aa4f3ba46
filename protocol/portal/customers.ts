/** `GET /api/portal/customers?search=`, `GET /customers/:id`, `POST /customers/:id/merge`, `POST /merges/:id/undo`. */
import { z } from 'zod'
import { Channel } from './conversations.ts'

export const CustomerIdentity = z.object({
  id: z.string(),
  kind: z.enum(['phone', 'email']),
  value: z.string(),
  /** Proved by a code; else only said. */
  isVerified: z.boolean(),
})

export const CustomerSummary = z.object({
  id: z.string(),
  name: z.string(),
  identities: z.array(CustomerIdentity),
  createdAt: z.string(),
})
export type CustomerSummary = z.infer<typeof CustomerSummary>

export const CustomerSearchQuery = z.object({
  search: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .refine((words) => !words.includes('\0'), 'Search for words.'),
})

export const CustomerList = z.object({ customers: z.array(CustomerSummary) })
export type CustomerList = z.infer<typeof CustomerList>

export const CustomerDetail = CustomerSummary.extend({
  note: z.string().nullable(),
  language: z.string().nullable(),
  timeZone: z.string().nullable(),
  /** Records that were merged into this one. */
  merges: z.array(z.object({ id: z.string(), name: z.string(), at: z.string(), by: z.string(), canUndo: z.boolean() })),
  /** The record that this one was merged into: it is the one to look at. */
  mergedIntoId: z.string().nullable(),
  /** Others with a number, an address or a name of this one's. */
  perhapsSame: z.array(CustomerSummary),
})
export type CustomerDetail = z.infer<typeof CustomerDetail>

export const MergeRequest = z.object({ otherId: z.uuid() })

/** `GET /api/portal/customers/:id/history?cursor=`: every word and deed, over all conversations, newest first. */
export const HistoryQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

const place = {
  id: z.string(),
  at: z.string(),
  conversationId: z.string().nullable(),
  appointmentId: z.string().nullable(),
}
export const HistoryEntry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    ...place,
    channel: Channel,
    author: z.enum(['customer', 'ava', 'staff', 'system']),
    text: z.string(),
    isInterrupted: z.boolean(),
    deliveryStatus: z.string(),
  }),
  z.object({
    kind: z.literal('call'),
    ...place,
    endedAt: z.string().nullable(),
    endReason: z.string().nullable(),
  }),
  /** emergency, handed_over, reopened … */
  z.object({ kind: z.literal('event'), ...place, type: z.string() }),
  /** booked, moved, cancelled …, by whom in words. */
  z.object({
    kind: z.literal('appointment'),
    ...place,
    action: z.string(),
    by: z.string(),
    reference: z.string(),
  }),
  z.object({ kind: z.literal('task'), ...place, taskKind: z.string(), title: z.string(), status: z.string() }),
  /** Sent, and in no conversation. */
  z.object({ kind: z.literal('notice'), ...place, channel: Channel, purpose: z.string(), status: z.string() }),
  z.object({
    kind: z.literal('merge'),
    ...place,
    mergedId: z.string(),
    by: z.string(),
    undoneAt: z.string().nullable(),
  }),
])
export type HistoryEntry = z.infer<typeof HistoryEntry>

export const HistoryPage = z.object({ entries: z.array(HistoryEntry), nextCursor: z.string().nullable() })
export type HistoryPage = z.infer<typeof HistoryPage>
