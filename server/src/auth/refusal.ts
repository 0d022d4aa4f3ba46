import { HttpError } from '../http/http-error.ts'
import type { ReachablePath } from './reachable.ts'

const words: Record<string, [status: number, code: string, message: string]> = {
  EMAIL_NOT_VERIFIED: [403, 'email_not_verified', 'Confirm your email address first. We have sent you the link again.'],
  INVALID_PASSWORD: [400, 'wrong_password', 'This is not your password.'],
  INVALID_TOKEN: [400, 'link_expired', 'This link has expired or was used already. Ask for a new one.'],
  TOKEN_EXPIRED: [400, 'link_expired', 'This link has expired or was used already. Ask for a new one.'],
  USER_NOT_FOUND: [400, 'link_expired', 'This link has expired or was used already. Ask for a new one.'],
  INVALID_CODE: [400, 'wrong_code', 'This code is not right. Take the newest one of your app.'],
  INVALID_BACKUP_CODE: [400, 'wrong_code', 'This recovery code is not right, or was used already.'],
  INVALID_TWO_FACTOR_COOKIE: [401, 'second_step_expired', 'The second step took too long. Sign in again.'],
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: [401, 'second_step_expired', 'Too many wrong codes. Sign in again.'],
  TOTP_ALREADY_ENABLED: [409, 'already_on', 'Two-step sign-in is on already.'],
  TOTP_NOT_ENABLED: [409, 'not_on', 'Two-step sign-in is not on.'],
  TWO_FACTOR_NOT_ENABLED: [409, 'not_on', 'Two-step sign-in is not on.'],
  BACKUP_CODES_NOT_ENABLED: [409, 'not_on', 'Two-step sign-in is not on.'],
  CHALLENGE_NOT_FOUND: [400, 'passkey_expired', 'This took too long. Try the passkey again.'],
  PASSKEY_NOT_FOUND: [401, 'unknown_passkey', 'This passkey belongs to no account here.'],
  AUTHENTICATION_FAILED: [
    401,
    'unknown_passkey',
    'This passkey could not be checked. Try again, or use your password.',
  ],
  FAILED_TO_VERIFY_REGISTRATION: [400, 'passkey_refused', 'This passkey could not be added. Try again.'],
  PREVIOUSLY_REGISTERED: [409, 'passkey_known', 'This passkey is in your account already.'],
  SESSION_NOT_FRESH: [401, 'signed_out', 'Sign in again to do this.'],
}

/** Put into our words what the sign-in service refuses. */
export async function refusal(path: ReachablePath, answer: Response): Promise<HttpError> {
  const { status } = answer
  const body = (await answer.json().catch(() => null)) as { code?: unknown } | null
  const code = typeof body?.code === 'string' ? body.code : ''
  if (code === 'ACCOUNT_TEMPORARILY_LOCKED') return tooMany(15 * 60)
  if (status === 429) return tooMany(Number(answer.headers.get('x-retry-after') ?? 60))
  const known = words[code]
  if (known) return new HttpError(...known)
  if (status === 401 && path === 'POST /sign-in/email')
    return new HttpError(401, 'wrong_credentials', 'This email and password do not belong together.')
  if (status === 401) return new HttpError(401, 'signed_out', 'Sign in to go on.')
  if (status === 403) return foreignPage()
  if (status >= 500)
    return new HttpError(503, 'try_again', 'Signing in does not work right now. Try again in a moment.')
  return new HttpError(400, 'invalid_request', 'This could not be read. Load the page anew.')
}

export function foreignPage(): HttpError {
  return new HttpError(403, 'origin_not_allowed', 'Sign in on the portal’s own page.')
}

function tooMany(retryAfterSeconds: number): HttpError {
  return new HttpError(429, 'too_many_requests', `Too many attempts. Try again in ${retryAfterSeconds} s.`, {
    retryAfterSeconds,
  })
}
