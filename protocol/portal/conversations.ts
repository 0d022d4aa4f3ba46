/** `GET /api/portal/conversations` and `GET /api/portal/conversations/:id`; what is done in them is in conversation-actions.ts. Instants are ISO strings in UTC; money is integer cents, AI cost in millionths of a cent. */
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

export const DeliveryStatus = z.enum([
  'none',
  'draft',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
  'undelivered',
])
export type DeliveryStatus = z.infer<typeof DeliveryStatus>

/** A day as the spa's clock counts it: 2026-11-30. */
const LocalDay = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'A day looks like 2026-11-30.')
  .refine(
    (day) => !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day),
    'There is no such day.',
  )

export const ConversationListQuery = z
  .object({
    /** `open` leaves out what is snoozed; `snoozed` is that, whatever its status. */
    status: z.enum([...ConversationStatus.options, 'snoozed']).optional(),
    /** Somebody said or wrote something over it. */
    channel: Channel.optional(),
    outcome: Outcome.optional(),
    assignee: z.union([z.enum(['me', 'nobody']), z.uuid()]).optional(),
    /** A label's id. */
    label: z.uuid().optional(),
    /** Active on one of these days, both included. */
    from: LocalDay.optional(),
    to: LocalDay.optional(),
    /** Words in one message, in the customer's name, or in a phone number or an email address; the last by its beginning. */
    search: z
      .string()
      .max(200)
      // PostgreSQL takes no NUL, not even to look for it.
      .refine((words) => !words.includes('\0'), 'Search for words.')
      .optional(),
    /** The `nextCursor` of the page before; good for the same filters only. */
    cursor: z.string().max(300).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(40),
  })
  .refine(({ from, to }) => !from || !to || from <= to, { path: ['to'], message: 'The last day is before the first.' })
export type ConversationListQuery = z.infer<typeof ConversationListQuery>

/** Somebody who works at the spa; the id is their membership's. */
export const Person = z.object({ id: z.string(), name: z.string() })
export type Person = z.infer<typeof Person>

export const labelTones = ['neutral', 'green', 'amber', 'violet', 'red', 'blue'] as const
export const Label = z.object({ id: z.string(), name: z.string(), tone: z.string() })
export type Label = z.infer<typeof Label>

export const ConversationSummary = z.object({
  id: z.string(),
  /** The customer's name, or null for a visitor nobody knows yet. */
  customerName: z.string().nullable(),
  channel: Channel,
  status: ConversationStatus,
  /** Somebody is talking or typing with Ava right now. */
  isLive: z.boolean(),
  isInCall: z.boolean(),
  /** All that it went over. */
  channels: z.array(Channel),
  /** The number or address of whoever it is with, on text and email. */
  contact: z.string().nullable(),
  assignedTo: Person.nullable(),
  /** Who is writing instead of Ava. */
  takenOverBy: Person.nullable(),
  labels: z.array(Label),
  snoozedUntil: z.string().nullable(),
  /** Ava has written something that waits for a person to send it. */
  hasDraft: z.boolean(),
  /** The newest message did not arrive. */
  hasFailed: z.boolean(),
  /** Of a search: the message that was found; null when the person was. */
  match: z.object({ messageId: z.string(), text: z.string(), at: z.string() }).nullable(),
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
  /** Null: this was all. A search may say where to go on although the page is not full. */
  nextCursor: z.string().nullable(),
})
export type ConversationList = z.infer<typeof ConversationList>

export const ConversationDetail = ConversationSummary.extend({
  isAiActive: z.boolean(),
  /** Why Ava fell silent by herself: texts came too fast for a person, or the same again and again. Null: she has not. */
  silencedFor: z.enum(['fast', 'same']).nullable(),
  summary: z.string().nullable(),
  pageUrl: z.string().nullable(),
  /** How the last takeover or Ava stands: a red flag leaves it to people. */
  takenOverAt: z.string().nullable(),
  resolvedAt: z.string().nullable(),
  /** The customer's own word on how it was, 1 to 5. */
  csat: z.object({ score: z.number(), comment: z.string().nullable() }).nullable(),
  /** Over what a person may write here now. */
  replyChannels: z.array(z.enum(['chat', 'sms', 'email'])),
  notes: z.array(z.object({ id: z.string(), author: z.string(), text: z.string(), createdAt: z.string() })),
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
      direction: z.enum(['inbound', 'outbound']),
      deliveryStatus: DeliveryStatus,
      /** Who of the staff wrote or sent it. */
      sentBy: z.string().nullable(),
      /** Why it did not arrive, in words, and the provider's own code. */
      failure: z.object({ code: z.string(), words: z.string() }).nullable(),
      /** It did not arrive, and can be sent once more. */
      canSendAgain: z.boolean(),
      /** Of an email. */
      subject: z.string().nullable(),
      /** What a mail looked like, at `GET /messages/:id/page`; pictures from elsewhere come with `?images=1` only. */
      page: z.object({ hasPictures: z.boolean() }).nullable(),
      attachments: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          contentType: z.string(),
          size: z.number(),
          /** False: it came, and is not kept here. */
          isKept: z.boolean(),
        }),
      ),
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
