import { createHash, timingSafeEqual } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import express, { type Request, type Response, type Router } from 'express'
import { googleStrike } from '../google-faults.ts'
import { violate, type GoogleState } from '../google-state.ts'
import { idToken } from './id-token.ts'
import { oauthProblem, sendOAuthProblem, type OAuthProblem } from './oauth-problem.ts'
import { checkAssertion } from './service-account.ts'
import { ACCESS_TOKEN_S, newAccessToken, newRefreshToken, revokeToken, useRefreshToken } from './tokens.ts'

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
type Form = Record<string, string>
type Answer = { ok: true; body: Record<string, unknown> } | { ok: false; problem: OAuthProblem }

/** Refusals that come with the life of a token: no fault of the client's. */
const NO_VIOLATION = new Set(['Token has been expired or revoked.', 'Token expired or revoked'])

/** `POST /token` and `/revoke`. */
export function createTokenRouter(state: GoogleState): Router {
  const router = express.Router()
  const form = express.urlencoded({ extended: false, limit: '64kb' })
  const json = express.json({ limit: '64kb' })
  router.post('/token', form, json, async (request: Request, response: Response) => {
    const fields = strings(request.body)
    if (await struck(state, request, response, fields)) return
    const answer = grant(state, fields, { request, ownAudience: ownUrl(request) })
    if (!answer.ok) return refuse(state, response, 'oauth.token', answer.problem, fields.client_id)
    response.set({ 'cache-control': 'no-store', pragma: 'no-cache' }).json(answer.body)
  })
  router.post('/revoke', form, json, (request, response) => {
    const token = strings(request.body).token ?? (typeof request.query.token === 'string' ? request.query.token : '')
    if (token === '') {
      return refuse(state, response, 'oauth.revoke', oauthProblem('invalid_request', 'Bad Request'))
    }
    if (revokeToken(state, token)) response.json({})
    else refuse(state, response, 'oauth.revoke', oauthProblem('invalid_token', 'Token expired or revoked'))
  })
  return router
}

function grant(
  state: GoogleState,
  fields: Form,
  { request, ownAudience }: { request: Request; ownAudience: string },
): Answer {
  switch (fields.grant_type) {
    case 'authorization_code':
    case 'refresh_token': {
      const client = readClient(state, fields, request)
      if (client) return { ok: false, problem: client }
      return fields.grant_type === 'refresh_token' ? refresh(state, fields) : exchange(state, fields)
    }
    case JWT_BEARER: {
      const checked = checkAssertion(state, fields.assertion ?? '', ownAudience)
      if (!checked.ok) return checked
      const { account, scopes } = checked
      const { email } = state.data.serviceAccount
      const access_token = newAccessToken(state, { account, clientId: email, scopes, from: null })
      return { ok: true, body: { access_token, expires_in: ACCESS_TOKEN_S - 1, token_type: 'Bearer' } }
    }
    case undefined:
      return problem('invalid_request', 'Required parameter is missing: grant_type')
    default:
      return problem('unsupported_grant_type', `Invalid grant_type: ${fields.grant_type}`)
  }
}

/** The client's id and secret, from the form or from basic authorization; null when they are right. */
function readClient({ data }: GoogleState, fields: Form, request: Request): OAuthProblem | null {
  const basic = /^Basic (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (basic) {
    const [id = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':')
    fields.client_id ??= decodeURIComponent(id)
    fields.client_secret ??= decodeURIComponent(secret.join(':'))
  }
  if (!fields.client_id) return oauthProblem('invalid_request', 'Could not determine client ID from request.')
  if (fields.client_id !== data.client.id) return oauthProblem('invalid_client', 'The OAuth client was not found.', 401)
  if (!fields.client_secret) return oauthProblem('invalid_request', 'client_secret is missing.')
  if (!isSame(fields.client_secret, data.client.secret))
    return oauthProblem('invalid_client', 'The provided client secret is invalid.', 401)
  return null
}

function exchange(state: GoogleState, { code = '', redirect_uri, code_verifier, client_id = '' }: Form): Answer {
  const { data, clock } = state
  if (code === '') return problem('invalid_request', 'Missing required parameter: code')
  const found = data.codes.get(code)
  if (!found) return problem('invalid_grant', code.startsWith('4/') ? 'Bad Request' : 'Malformed auth code.')
  if (found.clientId !== client_id || found.expiresAt <= clock.now()) return problem('invalid_grant', 'Bad Request')
  if (found.redirectUri !== redirect_uri) return problem('redirect_uri_mismatch', 'Bad Request')
  if (found.challenge) {
    if (!code_verifier) return problem('invalid_grant', 'Missing code verifier.')
    const { method, value } = found.challenge
    const made = method === 'S256' ? createHash('sha256').update(code_verifier).digest('base64url') : code_verifier
    if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(code_verifier) || !isSame(made, value))
      return problem('invalid_grant', 'Invalid code verifier.')
  } else if (code_verifier) return problem('invalid_grant', 'code_verifier or verifier is not needed.')
  data.codes.delete(code)
  const { account, scopes, isOffline } = found
  const refreshToken = isOffline ? newRefreshToken(state, { account, clientId: client_id, scopes }) : null
  const access_token = newAccessToken(state, {
    account,
    clientId: client_id,
    scopes,
    from: refreshToken?.token ?? null,
  })
  return {
    ok: true,
    body: {
      access_token,
      expires_in: ACCESS_TOKEN_S - 1,
      ...(refreshToken ? { refresh_token: refreshToken.token } : {}),
      ...(refreshToken?.expiresInS ? { refresh_token_expires_in: refreshToken.expiresInS } : {}),
      scope: scopes.join(' '),
      token_type: 'Bearer',
      ...(scopes.includes('openid') ? { id_token: idToken(state, { ...found, clientId: client_id }) } : {}),
    },
  }
}

function refresh(state: GoogleState, { refresh_token, client_id = '', scope }: Form): Answer {
  if (!refresh_token) return problem('invalid_request', 'Missing required parameter: refresh_token')
  const found = useRefreshToken(state, refresh_token, client_id)
  if (!found) return problem('invalid_grant', 'Token has been expired or revoked.')
  const wanted = scope?.split(' ').filter(Boolean) ?? found.scopes
  if (!wanted.every((one) => found.scopes.includes(one))) return problem('invalid_scope', 'Bad Request')
  const access_token = newAccessToken(state, {
    account: found.account,
    clientId: client_id,
    scopes: wanted,
    from: refresh_token,
  })
  return {
    ok: true,
    body: { access_token, expires_in: ACCESS_TOKEN_S - 1, scope: wanted.join(' '), token_type: 'Bearer' },
  }
}

/** Carries out the faults that are due; true when the request has got its answer. */
async function struck(state: GoogleState, request: Request, response: Response, fields: Form): Promise<boolean> {
  const { faults, data } = state
  const account =
    data.refreshTokens.get(fields.refresh_token ?? '')?.account ??
    data.codes.get(fields.code ?? '')?.account ??
    (fields.grant_type === JWT_BEARER ? data.serviceAccount.email : null)
  const slow = googleStrike(faults, 'slow', [account])
  if (slow) await wait(slow.ms)
  if (googleStrike(faults, 'connection_dropped', [account])) {
    request.socket.destroy()
    return true
  }
  const broken = googleStrike(faults, 'server_error', [account])
  if (broken) {
    response.status(broken.status).json({ error: 'internal_failure', error_description: 'Internal error encountered.' })
    return true
  }
  if (fields.grant_type !== 'authorization_code' && googleStrike(faults, 'invalid_grant', [account])) {
    sendOAuthProblem(response, oauthProblem('invalid_grant', 'Token has been expired or revoked.'))
    return true
  }
  return false
}

function refuse(state: GoogleState, response: Response, event: string, found: OAuthProblem, who = 'google'): void {
  const { error, error_description: message } = found
  if (!NO_VIOLATION.has(message)) violate(state, { kind: error, message, event, who })
  sendOAuthProblem(response, found)
}

function problem(error: string, description: string): Answer {
  return { ok: false, problem: oauthProblem(error, description) }
}

function strings(body: unknown): Form {
  const entries = Object.entries((body ?? {}) as Record<string, unknown>)
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [given, right].map((text) => createHash('sha256').update(text).digest())
  return a !== undefined && b !== undefined && timingSafeEqual(a, b)
}

function ownUrl(request: Request): string {
  return `${request.protocol}://${request.headers.host ?? ''}${request.baseUrl}/token`
}
