import { z } from 'zod'

/** What goes wrong at the sandbox's SendGrid. Counts are used up. */
export const EmailFaults = z.strictObject({
  /** Mails refused with 500. */
  emailServerErrors: z.int().min(0),
  /** Mails refused with 429. */
  emailRateLimits: z.int().min(0),
})

export type EmailFaults = z.infer<typeof EmailFaults>

export const noEmailFaults: EmailFaults = { emailServerErrors: 0, emailRateLimits: 0 }
