/** `GET /api/portal/set-up/policies`, `POST …/policies`: a new version, never a change of one that somebody may have agreed to. */
import { z } from 'zod'
import { LocalDate, words } from './set-up.ts'

const whole = (most: number, tooMuch: string) =>
  z.number('Enter a number.').int('Enter a whole number.').min(0, 'Enter 0 or more.').max(most, tooMuch)
const cents = whole(1_000_000, 'That is more than $10,000.')
const percent = whole(100, 'At most 100 per cent.')

export const PolicyRequest = z.object({
  name: words(80, 'Give the policy a name.'),
  text: words(4_000, 'Write what clients agree to.'),
  cancelWindowHours: whole(720, 'At most 720 hours.'),
  windowClock: z.enum(['wall', 'business']),
  feeCents: cents,
  /** In its place, so many per cent of the price. */
  feePercent: percent.nullable(),
  noShowFeeCents: cents.nullable(),
  noShowFeePercent: percent.nullable(),
  rescheduleCounts: z.boolean(),
  freeWaivers: whole(20, 'At most 20.'),
  lateAfterMin: whole(240, 'At most 240 minutes.'),
  /** The first day it holds, in the spa's zone. Null: from now on. */
  effectiveFrom: LocalDate.nullable(),
  /** The newest version that was read; 0 for a new policy. Another one by now: somebody was faster. */
  basedOn: z.number().int().min(0),
  /** It also holds for the services that have no policy; not while it is still to come. */
  isForOthers: z.boolean().default(false),
})
export type PolicyRequest = z.infer<typeof PolicyRequest>

export const PolicyVersion = z.object({
  id: z.string(),
  version: z.number(),
  text: z.string(),
  cancelWindowHours: z.number(),
  windowClock: z.enum(['wall', 'business']),
  feeCents: z.number(),
  feePercent: z.number().nullable(),
  noShowFeeCents: z.number().nullable(),
  noShowFeePercent: z.number().nullable(),
  rescheduleCounts: z.boolean(),
  freeWaivers: z.number(),
  lateAfterMin: z.number(),
  effectiveFrom: z.string(),
  state: z.enum(['coming', 'current', 'past']),
  /** How often somebody agreed to exactly this. */
  acceptances: z.number(),
})
export type PolicyVersion = z.infer<typeof PolicyVersion>

export const PolicyList = z.object({
  currency: z.string(),
  timeZone: z.string(),
  policies: z.array(
    z.object({
      name: z.string(),
      /** Newest first. */
      versions: z.array(PolicyVersion),
      /** Services it holds for. */
      services: z.array(z.string()),
    }),
  ),
})
export type PolicyList = z.infer<typeof PolicyList>
