/** `GET /api/portal/conversations` and `GET /api/portal/conversations/:id`. Instants are ISO strings in UTC; money is integer cents, AI cost in millionths of a cent. */
import { z } from 'zod'
import { AppointmentStatus, TaskKind } from './tasks.ts'

export const Channel = z.enum(['voice', 'chat', 'sms', 'email', 'phone'])
export const ConversationStatus = z.enum(['open', 'locked', 'with_person', 'resolved', 'ended'])
export const Outcome = z.enum([
  'booked',
  'moved',
  'cancelled',
  'answered',
  'message_taken',
  'transferred',
  'emergency',
  'abandoned',
])

export const ConversationListQuery = z.object({
  status: ConversationStatus.optional(),
  channel: Channel.optional(),
  outcome: Outcome.optional(),
  /** Words in the customer's name or in any message. */
  search: z
    .string()
    .max(200)
    // PostgreSQL takes no NUL, not even to look for it.
    .refine((words) => !words.includes('\0'), 'Search for words.')
    .optional(),
  /** The `nextCursor` of the page before. */
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(40),
})
export type ConversationListQuery = z.infer<typeof ConversationListQuery>

export const ConversationSummary = z.object({
  id: z.string(),
  /** The customer's name, or null for a visitor nobody knows yet. */
  customerName: z.string().nullable(),
  channel: Channel,
  status: ConversationStatus,
  /** Somebody is talking or typing with Ava right now. */
  isLive: z.boolean(),
  isInCall: z.boolean(),
  outcome: Outcome.nullable(),
  lastMessage: z.string().nullable(),
  messageCount: z.number(),
  openTaskCount: z.number(),
  startedAt: z.string(),
  lastActivityAt: z.string(),
})
export type ConversationSummary = z.infer<typeof ConversationSummary>

export const ConversationList = z.object({
  conversations: z.array(ConversationSummary),
  nextCursor: z.string().nullable(),
})
export type ConversationList = z.infer<typeof ConversationList>

export const ConversationDetail = ConversationSummary.extend({
  isAiActive: z.boolean(),
  summary: z.string().nullable(),
  pageUrl: z.string().nullable(),
  endedAt: z.string().nullable(),
  endReason: z.string().nullable(),
  costMicroCents: z.number(),
  customer: z
    .object({
      id: z.string(),
      name: z.string(),
      identities: z.array(z.object({ kind: z.enum(['phone', 'email']), value: z.string(), isVerified: z.boolean() })),
    })
    .nullable(),
  messages: z.array(
    z.object({
      id: z.string(),
      position: z.number(),
      author: z.enum(['customer', 'ava', 'staff', 'system']),
      channel: Channel,
      text: z.string(),
      isInterrupted: z.boolean(),
      sentAt: z.string(),
    }),
  ),
  events: z.array(z.object({ id: z.string(), at: z.string(), type: z.string(), label: z.string() })),
  toolCalls: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** What it did, in words. */
      label: z.string(),
      status: z.enum(['running', 'done', 'failed']),
      startedAt: z.string(),
      durationMs: z.number().nullable(),
    }),
  ),
  calls: z.array(
    z.object({
      id: z.string(),
      startedAt: z.string(),
      endedAt: z.string().nullable(),
      model: z.string(),
      turnCount: z.number(),
      interruptions: z.number(),
      medianResponseMs: z.number().nullable(),
    }),
  ),
  appointments: z.array(
    z.object({
      id: z.string(),
      reference: z.string(),
      serviceName: z.string(),
      providerName: z.string(),
      startsAt: z.string(),
      endsAt: z.string(),
      timeZone: z.string(),
      status: AppointmentStatus,
      priceCents: z.number(),
      currency: z.string(),
    }),
  ),
  tasks: z.array(
    z.object({
      id: z.string(),
      kind: TaskKind,
      status: z.enum(['open', 'taken', 'done']),
      title: z.string(),
      details: z.array(z.object({ label: z.string(), value: z.string() })),
      createdAt: z.string(),
    }),
  ),
})
export type ConversationDetail = z.infer<typeof ConversationDetail>
