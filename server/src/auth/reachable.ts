import { z } from 'zod'

const email = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email('Write an email address, like name@example.com.'))
  .pipe(z.string().max(200, 'This address is too long.'))
// Neither trimmed nor judged here: what is wrong with a password that is typed to sign in must not be told.
const typed = z.string().min(1, 'Give your password.').max(128, 'A password has at most 128 characters.')
const chosen = z
  .string()
  .min(10, 'A password has at least 10 characters.')
  .max(128, 'A password has at most 128 characters.')
const token = z.string().min(1).max(2_000)
const credential = z.looseObject({ id: z.string().max(2_000) })
export const PersonName = z
  .string()
  .trim()
  .min(1, 'Give your name.')
  .max(100, 'A name has at most 100 characters.')
  // A line break in a name would write a mail of its own; a link in it would lead somewhere in ours.
  .regex(/^[^\p{Cc}<>]*$/u, 'A name has no line breaks and no < or >.')
  .refine((name) => !/:\/\/|www\./i.test(name), 'Give a name, not a link.')

/**
 * What of the sign-in service can be reached, and what may be said to it: anything else that it would
 * understand (other names for where to go next, sessions made on the side) does not get there.
 */
export const reachable = {
  'POST /sign-in/email': z.object({ email, password: typed }),
  'POST /sign-out': z.object({}),
  'GET /get-session': z.object({}),
  'POST /sign-up/email': z.object({ name: PersonName, email, password: chosen }),
  'POST /send-verification-email': z.object({ email }),
  'GET /verify-email': z.object({ token }),
  'POST /request-password-reset': z.object({ email }),
  'POST /reset-password': z.object({ token, newPassword: chosen }),
  'POST /change-password': z
    .object({ currentPassword: typed, newPassword: chosen })
    .transform((body) => ({ ...body, revokeOtherSessions: true })),
  'POST /two-factor/enable': z.object({ password: typed }),
  'POST /two-factor/disable': z.object({ password: typed }),
  'POST /two-factor/generate-backup-codes': z.object({ password: typed }),
  'POST /two-factor/verify-totp': z.object({
    code: z
      .string()
      .trim()
      .regex(/^\d{6}$/, 'The code has six digits.'),
  }),
  'POST /two-factor/verify-backup-code': z.object({ code: z.string().trim().min(1, 'Give a recovery code.').max(40) }),
  'GET /passkey/generate-register-options': z.object({}),
  'POST /passkey/verify-registration': z.object({
    response: credential,
    name: z.string().trim().min(1, 'Give the passkey a name.').max(60, 'A name has at most 60 characters.'),
  }),
  'GET /passkey/generate-authenticate-options': z.object({}),
  'POST /passkey/verify-authentication': z.object({ response: credential }),
  'POST /passkey/delete-passkey': z.object({ id: z.string().min(1).max(100) }),
} as const satisfies Record<string, z.ZodType>

export type ReachablePath = keyof typeof reachable

export function isReachable(path: string): path is ReachablePath {
  return Object.hasOwn(reachable, path)
}
