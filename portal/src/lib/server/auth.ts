/** The sign-in service: what it is asked goes through api.ts, its cookies on to the browser. */
import { z } from 'zod'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { askAuth, type Answer, type Caller, type Refusal } from './api.ts'

const anything = z.unknown()

export type SignedIn = { ok: true; needsSecondStep: boolean } | Refusal

/** With a password. Whoever has a second step is not in yet. */
export async function signIn(
  caller: Caller,
  { email, password }: { email: string; password: string },
): Promise<SignedIn> {
  const schema = z.object({ twoFactorRedirect: z.boolean().optional() })
  const answer = await askAuth(caller, { path: 'sign-in/email', schema, body: { email, password } })
  if (answer.ok) return { ok: true, needsSecondStep: answer.data.twoFactorRedirect === true }
  const words = messagesFor(caller.locals.locale).signIn
  const { status } = answer
  if (answer.code === 'email_not_verified') return inWords(caller, answer)
  if (status === 429) return { ...answer, message: words.tooMany }
  if (status >= 500) return { ...answer, message: words.unavailable }
  return { ...answer, message: words.wrong }
}

export async function signOut(caller: Caller): Promise<{ ok: true } | Refusal> {
  const answer = await askAuth(caller, { path: 'sign-out', schema: anything, body: {} })
  return answer.ok ? { ok: true } : answer
}

/** Something that the sign-in service does and answers with nothing of interest. */
export async function doAuth(caller: Caller, path: string, body: unknown): Promise<{ ok: true } | Refusal> {
  const answer = await askAuth(caller, { path, schema: anything, body })
  return answer.ok ? { ok: true } : inWords(caller, answer)
}

/** The address confirmed that the link was sent to. */
export async function verifyEmail(caller: Caller, token: string): Promise<{ ok: true } | Refusal> {
  const path = `verify-email?token=${encodeURIComponent(token)}`
  const answer = await askAuth(caller, { path, schema: anything })
  return answer.ok ? { ok: true } : inWords(caller, answer)
}

/** What the browser is to ask the device for. */
export async function passkeyOptions(
  caller: Caller,
  purpose: 'register' | 'authenticate',
): Promise<Answer<Record<string, unknown>>> {
  const path = `passkey/generate-${purpose}-options`
  const answer = await askAuth(caller, { path, schema: z.record(z.string(), z.unknown()) })
  return answer.ok ? answer : inWords(caller, answer)
}

export async function askTwoFactor<Schema extends z.ZodType>(
  caller: Caller,
  { path, schema, password }: { path: string; schema: Schema; password: string },
): Promise<Answer<z.output<Schema>>> {
  const answer = await askAuth(caller, { path: `two-factor/${path}`, schema, body: { password } })
  return answer.ok ? answer : inWords(caller, answer)
}

/** A refusal in the reader's language, where we have the words. */
export function inWords(caller: Pick<Caller, 'locals'>, refusal: Refusal): Refusal {
  const { refusals } = messagesFor(caller.locals.locale).access
  return { ...refusal, message: refusals[refusal.code ?? ''] ?? refusal.message }
}
