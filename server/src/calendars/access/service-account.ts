import { createPrivateKey } from 'node:crypto'
import { z } from 'zod'
import { CalendarError } from '../../adapters/calendar/calendar.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import type { CalendarDependencies } from '../dependencies.ts'
import { keepConnection } from './keep-connection.ts'

const email = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)

/** The file that Google's console hands out; what is not read here is not kept. */
const KeyFile = z.object({
  type: z.literal('service_account'),
  client_email: email,
  private_key: z.string().refine(isRsaKey),
  private_key_id: z.string().min(1).optional(),
})

export type ServiceAccountOutcome =
  | { ok: true; connectionId: string; account: string }
  | {
      ok: false
      reason:
        /** Not the JSON of a service account's key. */
        | 'not_a_key'
        | 'not_an_address'
        /** Google does not take the key, or does not let it act for this person (domain-wide delegation). */
        | 'refused'
        | 'unreachable'
    }

/**
 * Connects by a service account's key: for spas whose calendars are shared with it, or, with
 * `subject`, in the name of somebody of their Workspace. The key is tried before it is kept.
 */
export async function connectServiceAccount(
  deps: CalendarDependencies,
  request: { tenant: Tenant; userId: string; keyFile: string; subject?: string | null },
): Promise<ServiceAccountOutcome> {
  const key = KeyFile.safeParse(jsonOf(request.keyFile))
  if (!key.success) return { ok: false, reason: 'not_a_key' }
  const given = request.subject?.trim() ?? ''
  const subject = given === '' ? null : email.safeParse(given).data
  if (subject === undefined) return { ok: false, reason: 'not_an_address' }
  const credentials = {
    kind: 'service_account' as const,
    email: key.data.client_email,
    privateKey: key.data.private_key,
    keyId: key.data.private_key_id ?? null,
    subject,
    accessToken: null,
    expiresAt: null,
  }
  try {
    await deps.calendars.open(credentials, { onRefreshed: () => Promise.resolve() }).calendars()
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error
    deps.logger.warn({ err: error }, 'a service account could not be connected')
    return { ok: false, reason: error.kind === 'unreachable' || error.kind === 'quota' ? 'unreachable' : 'refused' }
  }
  const account = subject ?? credentials.email
  const { connectionId } = await keepConnection(deps, {
    tenant: request.tenant,
    kind: 'google_service_account',
    account,
    credentials,
    scopes: [],
    actor: `user:${request.userId}`,
  })
  return { ok: true, connectionId, account }
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    // Not a key at all; what it is instead must not be said, it may be a secret.
    return false
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: the schema refuses it.
    return null
  }
}
