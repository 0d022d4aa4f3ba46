/** `GET /api/portal/tasks`, `POST /api/portal/tasks/:id/decision`, `GET /api/portal/tasks/:id/assessment`: what a person at the spa has to do. Instants are ISO strings in UTC. */
import { z } from 'zod'

export const TaskKind = z.enum([
  'hand_over',
  'message',
  'emergency',
  'failed_reply',
  'approval',
  'clinician_review',
  'rebook',
  'calendar_conflict',
  'calendar_broken',
  'opted_out',
  'undelivered',
  'draft',
  'webhook_off',
])
export type TaskKind = z.infer<typeof TaskKind>

export const AppointmentStatus = z.enum([
  'requested',
  'pending_review',
  'booked',
  'checked_in',
  'completed',
  'cancelled',
  'no_show',
])
export type AppointmentStatus = z.infer<typeof AppointmentStatus>

/** Words of people: PostgreSQL takes no NUL. */
export const ShortText = z
  .string()
  .trim()
  .max(500, 'Keep it under 500 characters.')
  .refine((words) => !words.includes('\0'), 'Write words.')

export const TaskListQuery = z.object({
  status: z.enum(['open', 'done']).default('open'),
  kind: TaskKind.optional(),
  /** The `nextCursor` of the page before. */
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export type TaskListQuery = z.infer<typeof TaskListQuery>

/** What may be decided about a task; which of them, the task itself says. */
export const TaskDecision = z.discriminatedUnion('decision', [
  z.object({ decision: z.literal('approve') }),
  z.object({ decision: z.literal('decline'), reason: ShortText.min(1, 'Say why: the customer is told.') }),
  z.object({ decision: z.literal('sign_off') }),
  z.object({ decision: z.literal('accept_change') }),
  z.object({ decision: z.literal('put_back') }),
  z.object({ decision: z.literal('done'), note: ShortText.optional() }),
  z.object({ decision: z.literal('reopen') }),
])
export type TaskDecision = z.infer<typeof TaskDecision>
export type DecisionName = TaskDecision['decision']

const Period = z.object({ startsAt: z.string(), endsAt: z.string().nullable() })

export const TaskItem = z.object({
  id: z.string(),
  kind: TaskKind,
  status: z.enum(['open', 'taken', 'done']),
  title: z.string(),
  details: z.array(z.object({ label: z.string(), value: z.string() })),
  createdAt: z.string(),
  closedAt: z.string().nullable(),
  /** The name of whoever closed it; null when the system did, or nobody knows. */
  closedBy: z.string().nullable(),
  resolution: z.string().nullable(),
  conversationId: z.string().nullable(),
  appointment: z
    .object({
      id: z.string(),
      reference: z.string(),
      customerName: z.string(),
      serviceName: z.string(),
      providerName: z.string(),
      startsAt: z.string(),
      endsAt: z.string(),
      /** The zone of its location. */
      timeZone: z.string(),
      status: AppointmentStatus,
    })
    .nullable(),
  /** What happened to our event in the other calendar. */
  change: z.object({ what: z.enum(['moved', 'deleted']), from: Period.nullable(), to: Period.nullable() }).nullable(),
  /** What this person may decide about it now. */
  decisions: z.array(z.enum(['approve', 'decline', 'sign_off', 'accept_change', 'put_back', 'done', 'reopen'])),
  /** Whether this person may open the screening answers behind it. */
  mayReadAssessment: z.boolean(),
})
export type TaskItem = z.infer<typeof TaskItem>

export const TaskList = z.object({ tasks: z.array(TaskItem), nextCursor: z.string().nullable() })
export type TaskList = z.infer<typeof TaskList>

/** Screening answers and what the rules made of them. Each reading is written to the audit trail. */
export const Assessment = z.object({
  outcome: z.enum(['clear', 'prepare', 'earliest', 'review', 'block']),
  evaluatedAt: z.string(),
  signedOffAt: z.string().nullable(),
  answers: z.array(
    z.object({
      question: z.string(),
      answer: z.enum(['yes', 'no', 'unsure']),
      /** A local day, as 2026-06-30. */
      date: z.string().nullable(),
      answeredAt: z.string(),
    }),
  ),
  findings: z.array(
    z.object({
      about: z.string(),
      effect: z.enum(['block', 'review', 'earliest', 'prepare']),
      text: z.string(),
      earliest: z.string().nullable(),
    }),
  ),
})
export type Assessment = z.infer<typeof Assessment>

/** `GET /api/portal/attention`: what every page of the portal says at its edge. */
export const Attention = z.object({
  openTasks: z.number(),
  /** Of them, those that cannot wait. */
  emergencies: z.number(),
  /** Providers whose times Ava does not offer, because their outside calendar cannot be trusted. */
  withheld: z.array(z.object({ providerName: z.string(), since: z.string() })),
})
export type Attention = z.infer<typeof Attention>
