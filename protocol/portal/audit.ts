/** `GET /api/portal/audit` and `/audit.csv`: who did what when, newest first. */
import { z } from 'zod'

const day = z.iso.date('Choose a day.').optional()

export const AuditQuery = z.object({
  /** "ava", "job", or a person's "user:<id>". */
  who: z.string().max(120).optional(),
  /** The start of an action's code: "appointment", "persona". */
  about: z
    .string()
    .regex(/^[a-z_]{1,40}$/, 'Choose one of the list.')
    .optional(),
  /** Days where the spa is, both counted. */
  from: day,
  to: day,
  cursor: z.string().max(400).optional(),
})
export type AuditQuery = z.infer<typeof AuditQuery>

export const AuditRow = z.object({
  id: z.string(),
  at: z.string(),
  /** A name, "Ava", or what our own jobs are called. */
  who: z.string(),
  /** In words: "Appointment: moved". */
  what: z.string(),
  details: z.array(z.object({ label: z.string(), value: z.string() })),
})
export type AuditRow = z.infer<typeof AuditRow>

export const AuditPage = z.object({
  entries: z.array(AuditRow),
  nextCursor: z.string().nullable(),
  /** Who can be chosen. */
  people: z.array(z.object({ who: z.string(), name: z.string() })),
})
export type AuditPage = z.infer<typeof AuditPage>
