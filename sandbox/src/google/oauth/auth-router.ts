import { randomBytes } from 'node:crypto'
import express, { type Request, type Response, type Router } from 'express'
import { violate, type GoogleState } from '../google-state.ts'
import { isIdentityScope } from '../scopes.ts'
import { readAuthRequest, returnAddress, type AuthRequest } from './auth-request.ts'
import { accountPage, consentPage, refusalPage } from './consent-page.ts'
import { hasAllowed } from './tokens.ts'

const CODE_MS = 10 * 60_000
// Without form-action: the answer to the form goes to the app's own address.
const POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"

/** `/auth`: a person chooses an account and allows or denies what the app asks for. */
export function createAuthRouter(state: GoogleState): Router {
  const router = express.Router()
  router.use('/auth', (_, response, next) => {
    response.set({
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    next()
  })
  router.get('/auth', (request, response) => {
    const query = queryOf(request)
    const asked = understood(state, query, response)
    if (!asked) return
    const wanted = query.get('account') ?? (asked.prompts.includes('select_account') ? null : asked.loginHint)
    const account = state.data.accounts.find(({ email }) => email === wanted)
    const isKnown = account ? hasAllowed(state.data, account.email, asked.clientId, asked.scopes) : false
    if (asked.prompts.includes('none')) {
      if (!account) return response.redirect(302, returnAddress(asked, { error: 'login_required' }))
      if (!isKnown) return response.redirect(302, returnAddress(asked, { error: 'consent_required' }))
      return response.redirect(302, allow(state, asked, { account: account.email, scopes: asked.scopes }))
    }
    if (!account) return response.type('html').send(accountPage(state.data.accounts, query).text)
    const isAgain = isKnown && !asked.prompts.includes('consent')
    response.type('html').send(consentPage(asked, { account, isKnown: isAgain }).text)
  })
  router.post('/auth', express.urlencoded({ extended: false, limit: '64kb' }), (request, response) => {
    const asked = understood(state, queryOf(request), response)
    if (!asked) return
    const form = (request.body ?? {}) as { account?: string; answer?: string; scope?: string | string[] }
    const account = state.data.accounts.find(({ email }) => email === form.account)
    if (!account) return void response.redirect(303, request.originalUrl)
    if (form.answer !== 'allow') return response.redirect(303, returnAddress(asked, { error: 'access_denied' }))
    const chosen = [form.scope ?? []].flat()
    const scopes = asked.scopes.filter((scope) => isIdentityScope(scope) || chosen.includes(scope))
    response.redirect(303, allow(state, asked, { account: account.email, scopes }))
  })
  return router
}

/** Makes a code that can be exchanged once, and the address that brings it to the app. */
function allow(
  state: GoogleState,
  asked: AuthRequest,
  { account, scopes }: { account: string; scopes: string[] },
): string {
  const { data, clock } = state
  const code = `4/0A${randomBytes(36).toString('base64url')}`
  const isFirst = !hasAllowed(data, account, asked.clientId, scopes)
  data.codes.set(code, {
    account,
    clientId: asked.clientId,
    redirectUri: asked.redirectUri,
    scopes,
    challenge: asked.challenge,
    nonce: asked.nonce,
    // Who has allowed it before gets no second refresh token unless asked to consent again.
    isOffline: asked.isOffline && (isFirst || asked.prompts.includes('consent')),
    expiresAt: clock.now() + CODE_MS,
  })
  state.changed()
  return returnAddress(asked, { iss: 'https://accounts.google.com', code, scope: scopes.join(' '), prompt: 'consent' })
}

function understood(state: GoogleState, query: URLSearchParams, response: Response): AuthRequest | null {
  const read = readAuthRequest(state, query)
  if (read.ok) return read.request
  const { error, message, status } = read
  violate(state, { kind: error, message, event: 'oauth.auth', who: query.get('client_id') ?? 'google' })
  response.status(status).type('html').send(refusalPage(read).text)
  return null
}

function queryOf(request: Request): URLSearchParams {
  return new URL(request.originalUrl, 'http://sandbox').searchParams
}
