import type { GoogleState } from '../google-state.ts'
import { scopeWords } from '../scopes.ts'

/** What an app asks of a person at `/auth`. */
export interface AuthRequest {
  clientId: string
  redirectUri: string
  scopes: string[]
  state: string | null
  challenge: { value: string; method: 'S256' | 'plain' } | null
  nonce: string | null
  isOffline: boolean
  prompts: string[]
  loginHint: string | null
}

export type ReadAuthRequest =
  { ok: true; request: AuthRequest } | { ok: false; error: string; status: number; message: string }

const PROMPTS = ['none', 'consent', 'select_account', 'login']

/** Google shows these refusals to the person, and never sends them back to an address that it does not trust. */
export function readAuthRequest({ data }: GoogleState, query: URLSearchParams): ReadAuthRequest {
  const twice = [...new Set(query.keys())].find((name) => query.getAll(name).length > 1)
  if (twice) return refused('invalid_request', `OAuth 2 parameters can only have a single value: ${twice}`)
  const get = (name: string): string => query.get(name) ?? ''
  const clientId = get('client_id')
  if (clientId === '') return refused('invalid_request', 'Missing required parameter: client_id')
  if (clientId !== data.client.id) return refused('invalid_client', 'The OAuth client was not found.', 401)
  const redirectUri = get('redirect_uri')
  if (redirectUri === '') return refused('invalid_request', 'Missing required parameter: redirect_uri')
  const address = addressProblem(redirectUri)
  if (address) return refused('invalid_request', `Invalid redirect_uri: ${address}`)
  const { redirectUris } = data.client
  if (redirectUris.length > 0 && !redirectUris.includes(redirectUri))
    return refused('redirect_uri_mismatch', `The redirect URI in the request, ${redirectUri}, is not registered.`)
  if (get('response_type') === '') return refused('invalid_request', 'Missing required parameter: response_type')
  if (get('response_type') !== 'code')
    return refused('unsupported_response_type', 'Only response_type=code is offered here.')
  const scopes = [...new Set(get('scope').split(' ').filter(Boolean))]
  if (scopes.length === 0) return refused('invalid_request', 'Missing required parameter: scope')
  const unknown = scopes.filter((scope) => scopeWords(scope) === undefined)
  if (unknown.length > 0)
    return refused('invalid_scope', `Some requested scopes were invalid. {invalid=[${unknown.join(', ')}]}`)
  const accessType = query.get('access_type') ?? 'online'
  if (accessType !== 'online' && accessType !== 'offline')
    return refused('invalid_request', `Invalid parameter value for access_type: Invalid access_type: ${accessType}`)
  const prompts = get('prompt').split(' ').filter(Boolean)
  const wrong = prompts.find((prompt) => !PROMPTS.includes(prompt))
  if (wrong) return refused('invalid_request', `Invalid parameter value for prompt: Invalid prompt: ${wrong}`)
  if (prompts.includes('none') && prompts.length > 1)
    return refused('invalid_request', 'Invalid parameter value for prompt: none cannot stand beside others')
  const challenge = readChallenge(query)
  if (typeof challenge === 'string') return refused('invalid_request', challenge)
  return {
    ok: true,
    request: {
      clientId,
      redirectUri,
      scopes,
      state: query.get('state'),
      challenge,
      nonce: query.get('nonce'),
      isOffline: accessType === 'offline',
      prompts,
      loginHint: query.get('login_hint'),
    },
  }
}

function readChallenge(query: URLSearchParams): AuthRequest['challenge'] | string {
  const value = query.get('code_challenge')
  const method = query.get('code_challenge_method')
  if (value === null) return method === null ? null : 'code_challenge_method is without a code_challenge'
  if (method !== null && method !== 'S256' && method !== 'plain')
    return `Invalid parameter value for code_challenge_method: ${method}`
  if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(value)) return 'Invalid parameter value for code_challenge'
  return { value, method: method ?? 'plain' }
}

/** Google's rules for addresses to come back to; null when it may be used. */
function addressProblem(address: string): string | null {
  const url = URL.parse(address)
  if (!url) return 'it must be an absolute address'
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) return 'it must be https'
  if (address.includes('#')) return 'it must not have a fragment'
  if (url.username !== '' || url.password !== '') return 'it must not have a user name'
  if (address.includes('*')) return 'it must not have a wildcard'
  if (!isLocal && (/^[\d.]+$/.test(url.hostname) || url.hostname.startsWith('['))) return 'it must not be an IP address'
  return null
}

function refused(error: string, message: string, status = 400): ReadAuthRequest {
  return { ok: false, error, message, status }
}

/** Where the person goes back to, with the answer. */
export function returnAddress(request: AuthRequest, answer: Record<string, string>): string {
  const url = new URL(request.redirectUri)
  if (request.state !== null) url.searchParams.set('state', request.state)
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value)
  return url.href
}
