import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { z } from 'zod'
import type { ServiceAccount } from '../google-data.ts'
import type { GoogleState } from '../google-state.ts'
import { scopeWords } from '../scopes.ts'
import { oauthProblem, type OAuthProblem } from './oauth-problem.ts'

const AUDIENCE = 'https://oauth2.googleapis.com/token'
const MOST_S = 3600
/** How far the two clocks may be apart. */
const SKEW_S = 300

const Header = z.object({ alg: z.string(), kid: z.string().optional() })
const Claims = z.object({
  iss: z.string(),
  scope: z.string().default(''),
  aud: z.string(),
  iat: z.number(),
  exp: z.number(),
  sub: z.string().optional(),
})

/** The key's two halves; made once, when somebody first needs them. */
export function serviceAccountKeys(state: GoogleState): { privateKey: string; publicKey: string } {
  const { serviceAccount } = state.data
  if (serviceAccount.privateKey === null || serviceAccount.publicKey === null) {
    const pair = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    Object.assign(serviceAccount, pair)
    state.changed()
    return pair
  }
  return { privateKey: serviceAccount.privateKey, publicKey: serviceAccount.publicKey }
}

/** The file that Google's console hands out for a service account. */
export function serviceAccountFile(state: GoogleState, baseUrl: string): Record<string, string> {
  const { email, clientId, keyId } = state.data.serviceAccount
  return {
    type: 'service_account',
    project_id: 'sandbox-calendar',
    private_key_id: keyId,
    private_key: serviceAccountKeys(state).privateKey,
    client_email: email,
    client_id: clientId,
    auth_uri: `${baseUrl}/auth`,
    token_uri: `${baseUrl}/token`,
    universe_domain: 'googleapis.com',
  }
}

export type Assertion = { ok: true; account: string; scopes: string[] } | { ok: false; problem: OAuthProblem }

/** Checks a service account's JWT: form, signature, time, audience, and in whose name it wants to act. */
export function checkAssertion(state: GoogleState, assertion: string, ownAudience: string): Assertion {
  const [head = '', body = '', signature = '', ...rest] = assertion.split('.')
  const header = Header.safeParse(decoded(head))
  const parsed = Claims.safeParse(decoded(body))
  if (rest.length > 0 || signature === '' || !header.success) return refused('invalid_grant', 'Bad Request')
  if (header.data.alg !== 'RS256')
    return refused('invalid_grant', `Invalid JWT: Algorithm ${header.data.alg} is not supported.`)
  if (!parsed.success)
    return refused('invalid_grant', 'Invalid JWT: Token must contain iss, scope, aud, exp and iat claims.')
  const claims = parsed.data
  const { serviceAccount } = state.data
  if (claims.iss !== serviceAccount.email) return refused('invalid_grant', 'Invalid grant: account not found')
  const isSigned =
    (header.data.kid === undefined || header.data.kid === serviceAccount.keyId) &&
    verify(
      'RSA-SHA256',
      Buffer.from(`${head}.${body}`),
      createPublicKey(serviceAccountKeys(state).publicKey),
      Buffer.from(signature, 'base64url'),
    )
  if (!isSigned) return refused('invalid_grant', 'Invalid JWT Signature.')
  if (claims.aud !== AUDIENCE && claims.aud !== ownAudience)
    return refused('invalid_grant', `Invalid JWT: Failed audience check. The right audience is ${AUDIENCE}`)
  // By the real clock: it is the one that the client signs by, also when a test moves the sandbox's.
  const now = Date.now() / 1000
  const isTimely =
    claims.exp > now - SKEW_S &&
    claims.iat < now + SKEW_S &&
    claims.exp > claims.iat &&
    claims.exp - claims.iat <= MOST_S
  if (!isTimely)
    return refused(
      'invalid_grant',
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
    )
  return inWhoseName(state, serviceAccount, claims)
}

function inWhoseName(
  { data }: GoogleState,
  serviceAccount: ServiceAccount,
  { sub, scope }: z.infer<typeof Claims>,
): Assertion {
  const scopes = scope.split(' ').filter(Boolean)
  const unknown = scopes.find((one) => scopeWords(one) === undefined)
  if (scopes.length === 0) return refused('invalid_scope', 'Invalid OAuth scope or ID token audience provided.')
  if (unknown) return refused('invalid_scope', `Invalid OAuth scope or ID token audience provided.`)
  if (sub === undefined || sub === serviceAccount.email) return { ok: true, account: serviceAccount.email, scopes }
  if (!data.accounts.some(({ email }) => email === sub)) return refused('invalid_grant', 'Invalid email or User ID')
  if (!serviceAccount.delegatedDomains.includes(sub.split('@')[1] ?? ''))
    return {
      ok: false,
      problem: oauthProblem(
        'unauthorized_client',
        'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
        401,
      ),
    }
  return { ok: true, account: sub, scopes }
}

function refused(error: string, description: string): Assertion {
  return { ok: false, problem: oauthProblem(error, description) }
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown
  } catch {
    // Not JSON: the schema that reads it refuses it.
    return null
  }
}
