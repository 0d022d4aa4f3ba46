/** `/api/portal/account`: the signed-in person's own account; `/api/portal/spas`: a spa of their own. */
import { z } from 'zod'

export const AccountSession = z.object({
  id: z.string(),
  /** What the browser calls itself; null when it did not say. */
  userAgent: z.string().nullable(),
  ipAddress: z.string().nullable(),
  signedInAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  isThisOne: z.boolean(),
})
export type AccountSession = z.infer<typeof AccountSession>

export const Account = z.object({
  name: z.string(),
  email: z.string(),
  hasTwoFactor: z.boolean(),
  passkeys: z.array(z.object({ id: z.string(), name: z.string().nullable(), addedAt: z.iso.datetime().nullable() })),
  sessions: z.array(AccountSession),
})
export type Account = z.infer<typeof Account>

/** `POST /account/name` */
export const NameChange = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'Give your name.')
    .max(100, 'A name has at most 100 characters.')
    .regex(/^[^\p{Cc}<>]*$/u, 'A name has no line breaks and no < or >.'),
})

/** `POST /spas` makes a spa whose owner is whoever is signed in. */
export const NewSpaRequest = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'Give the spa’s name.')
    .max(100, 'A name has at most 100 characters.')
    .regex(/^[^\p{Cc}<>]*$/u, 'A name has no line breaks and no < or >.'),
  timeZone: z
    .string()
    .max(64, 'Choose a time zone.')
    .refine(isTimeZone, 'Choose a time zone, such as America/New_York.'),
})
export const NewSpa = z.object({ tenantId: z.string(), siteKey: z.string() })

function isTimeZone(zone: string): boolean {
  try {
    // "+05:00" is a zone to Intl, but knows no summer time.
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return /^[A-Z]/i.test(zone)
  } catch {
    return false
  }
}
