/**
 * `GET /api/portal/plans/:id`, what starts a plan and what is done with it: so many sessions of one
 * service for one customer, so many days apart. Instants are ISO strings in UTC.
 */
import { z } from 'zod'
import { AppointmentStatus } from './tasks.ts'

export const MAX_SESSIONS = 24
const MAX_WEEKS = 26
const MAX_DAYS = MAX_WEEKS * 7
/** Between the nearest and the farthest day of an interval: each day of it may have to be looked at, for each session. */
const MAX_DAYS_OF_CHOICE = 28

const whole = (least: number, most: number, what: string) =>
  z.coerce
    .number(`Enter the ${what}.`)
    .int(`Enter whole ${what}.`)
    .min(least, `Enter at least ${least}.`)
    .max(most, `Enter at most ${most}.`)

/** The appointment that it starts from is one of them. */
const totalSessions = whole(2, MAX_SESSIONS, 'sessions')

/** `POST /api/portal/appointments/:id/plan`: the appointment is the plan's first session. */
export const StartPlanRequest = z.discriminatedUnion(
  'spacing',
  [
    z.object({ spacing: z.literal('weeks'), totalSessions, everyWeeks: whole(1, MAX_WEEKS, 'weeks') }),
    z
      .object({
        spacing: z.literal('days'),
        totalSessions,
        minDays: whole(1, MAX_DAYS, 'days'),
        maxDays: whole(1, MAX_DAYS, 'days'),
      })
      .refine(({ minDays, maxDays }) => maxDays >= minDays, {
        path: ['maxDays'],
        message: 'The most days cannot be fewer than the least.',
      })
      .refine(({ minDays, maxDays }) => maxDays - minDays <= MAX_DAYS_OF_CHOICE, {
        path: ['maxDays'],
        message: `Keep the least and the most within ${MAX_DAYS_OF_CHOICE} days of each other.`,
      }),
  ],
  'Choose weeks or days.',
)
export type StartPlanRequest = z.infer<typeof StartPlanRequest>

export const PlanQuery = z.object({
  /** Looking for dates takes a moment: "false" where only the progress is shown. */
  proposal: z.enum(['true', 'false']).default('true'),
})

export const PlanProposal = z.object({
  /** All that are left, in order. Where no day of the interval is free, its best one, as not free. */
  sessions: z.array(z.object({ startsAt: z.string(), isFree: z.boolean() })),
  /** Who gives them. */
  providerName: z.string(),
  /** Why there are none: nothing is booked to count from, or the days after the last session have gone by. */
  problem: z.enum(['no_start', 'too_late']).nullable(),
})
export type PlanProposal = z.infer<typeof PlanProposal>

export const Plan = z.object({
  id: z.string(),
  status: z.enum(['active', 'completed', 'stopped']),
  totalSessions: z.number(),
  minDays: z.number(),
  maxDays: z.number(),
  /** Given, still to come, and neither. */
  completed: z.number(),
  booked: z.number(),
  remaining: z.number(),
  timeZone: z.string(),
  /** Every appointment made for it, earliest first; those given up too. */
  sessions: z.array(z.object({ appointmentId: z.string(), startsAt: z.string(), status: AppointmentStatus })),
  /** Null when nothing is left to book, the plan has ended, or it was not asked for. */
  proposal: PlanProposal.nullable(),
})
export type Plan = z.infer<typeof Plan>

/**
 * `POST /api/portal/plans/:id/sessions`: the dates that a person saw as free and agreed to. All of them
 * are booked, or none; then `fields` of the answer says which could not be, as "startsAt.<index>".
 */
export const BookSessionsRequest = z.object({
  startsAt: z
    .array(z.iso.datetime('Choose dates that were proposed.'))
    .min(1, 'Choose dates that were proposed.')
    .max(MAX_SESSIONS, 'Those are too many dates.'),
})
export type BookSessionsRequest = z.infer<typeof BookSessionsRequest>
