import { z } from 'zod'

/** What goes wrong at the sandbox's Twilio. Counts are used up. */
export const SmsFaults = z.strictObject({
  /** Messages refused with 500. */
  smsServerErrors: z.int().min(0),
  /** Messages refused with 429. */
  smsRateLimits: z.int().min(0),
  /** Numbers that have opted out (E.164): 21610. */
  smsOptedOut: z.array(z.string()),
  /** Landlines and the like (E.164): 21614. */
  smsNotMobile: z.array(z.string()),
})

export type SmsFaults = z.infer<typeof SmsFaults>

export const noSmsFaults: SmsFaults = { smsServerErrors: 0, smsRateLimits: 0, smsOptedOut: [], smsNotMobile: [] }
