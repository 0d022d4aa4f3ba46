import { createHash, randomBytes } from 'node:crypto'
import { CalendarError } from '../../adapters/calendar/calendar.ts'
import { newId } from '../../db/new-id.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import { CALLBACK_PATH, type CalendarDependencies } from '../dependencies.ts'
import { keepConnection } from './keep-connection.ts'

const CONSENT_MS = 10 * 60_000
const ABOUT = 'calendar_consents.sealed_verifier'

/** Who is on the way: both have to be the same when they come back. */
export interface ConsentVisitor {
  userId: string
  sessionId: string
}

/**
 * Begins to connect an account: the address of Google's consent page, good for ten minutes, for
 * this person in this session, once. `account` is who signed in the last time, to connect the
 * same anew.
 */
export async function beginConnection(
  deps: CalendarDependencies,
  request: ConsentVisitor & { tenant: Tenant; account?: string | null },
): Promise<{ url: string }> {
  const { tenant, userId, sessionId } = request
  const now = deps.clock()
  // The callback has to know the spa before it may read anything of it.
  const state = `${tenant.id}.${randomBytes(32).toString('base64url')}`
  const verifier = randomBytes(48).toString('base64url')
  await tenant.transaction(async (tx) => {
    await tx.calendarConsent.deleteMany({ where: { expiresAt: { lt: now } } })
    const id = newId()
    const sealedVerifier = await tenant.secrets.seal(tx, { about: ABOUT, rowId: id, text: verifier })
    await tx.calendarConsent.create({
      data: {
        id,
        stateHash: hash(state),
        userId,
        sessionId,
        sealedVerifier,
        createdAt: now,
        expiresAt: new Date(now.getTime() + CONSENT_MS),
      },
    })
  })
  const url = deps.calendars.consentUrl({
    redirectUri: `${deps.publicBaseUrl}${CALLBACK_PATH}`,
    state,
    codeChallenge: createHash('sha256').update(verifier).digest('base64url'),
    loginHint: request.account ?? null,
  })
  return { url }
}

/** The spa that a state was made for; null when it cannot be one. Says nothing about whether it is good. */
export function tenantIdOfState(state: string): string | null {
  return /^([\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})\.[\w-]{43}$/.exec(state)?.[1] ?? null
}

export type ConnectionOutcome =
  | { ok: true; connectionId: string }
  | {
      ok: false
      reason:
        /** The state is unknown, used, over its ten minutes, or somebody else's. */
        'expired' | 'denied' | 'refused' | 'scopes_missing' | 'no_refresh_token' | 'unreachable'
    }

/** Ends what beginConnection began. The state is used up, however it ends. */
export async function finishConnection(
  deps: CalendarDependencies,
  request: ConsentVisitor & { tenant: Tenant; state: string; code: string | null; error: string | null },
): Promise<ConnectionOutcome> {
  const { tenant, userId, sessionId } = request
  const now = deps.clock()
  const verifier = await tenant.transaction(async (tx) => {
    const mine = { stateHash: hash(request.state), userId, sessionId, usedAt: null, expiresAt: { gt: now } }
    const [consent] = await tx.calendarConsent.updateManyAndReturn({ where: mine, data: { usedAt: now } })
    return consent ? tenant.secrets.open(tx, { about: ABOUT, rowId: consent.id, sealed: consent.sealedVerifier }) : null
  })
  if (verifier === null) return { ok: false, reason: 'expired' }
  if (request.error !== null) return { ok: false, reason: request.error === 'access_denied' ? 'denied' : 'refused' }
  if (request.code === null) return { ok: false, reason: 'refused' }
  try {
    const exchanged = await deps.calendars.exchangeCode({
      code: request.code,
      codeVerifier: verifier,
      redirectUri: `${deps.publicBaseUrl}${CALLBACK_PATH}`,
    })
    if (!exchanged.ok) return { ok: false, reason: exchanged.reason === 'code_refused' ? 'refused' : exchanged.reason }
    const { account, credentials, scopes } = exchanged
    const kept = await keepConnection(deps, {
      tenant,
      kind: 'google_oauth',
      account,
      credentials,
      scopes,
      actor: `user:${userId}`,
    })
    return { ok: true, connectionId: kept.connectionId }
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error
    deps.logger.warn({ err: error }, 'a calendar account could not be connected')
    return { ok: false, reason: error.kind === 'unreachable' || error.kind === 'quota' ? 'unreachable' : 'refused' }
  }
}

function hash(state: string): string {
  return createHash('sha256').update(state).digest('hex')
}
