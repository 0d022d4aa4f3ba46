/** `GET /api/portal/me`: who is signed in, and the spas they may open. The chosen spa travels in the `x-ava-spa` header of every other call (the tenant's id). */
import { z } from 'zod'

export const SpaMembership = z.object({
  tenantId: z.string(),
  siteKey: z.string(),
  name: z.string(),
  timeZone: z.string(),
  role: z.enum(['owner', 'manager', 'front_desk', 'provider', 'agency']),
  /** For the role provider: whose calendar is theirs. Null: none, and they see none. */
  providerId: z.string().nullable().default(null),
  /** For the role agency: whom they work for; null when nobody has said. */
  agencyName: z.string().nullable().default(null),
})
export type SpaMembership = z.infer<typeof SpaMembership>

export const Me = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  spas: z.array(SpaMembership),
  /** Integrations that the sandbox stands in for, by the name people know: ["OpenAI", "Twilio", …]. */
  sandboxed: z.array(z.string()),
})
export type Me = z.infer<typeof Me>
