import express, { Router, type Request } from 'express'
import { fromNodeHeaders } from 'better-auth/node'
import { HttpError } from '../http/http-error.ts'
import type { AccountMail } from './account-mail.ts'
import { ADDRESS_HEADER, LOCALE_HEADER, type Auth } from './auth.ts'
import { localeOf } from './request-locale.ts'
import { isReachable, reachable, type ReachablePath } from './reachable.ts'
import { foreignPage, refusal } from './refusal.ts'

interface AuthRouteDependencies {
  auth: Auth
  mail: AccountMail
  baseUrl: string
  ownOrigins: readonly string[]
  addressOf: (request: Request) => string
}

/** Answered no sooner than this, so that the time does not tell whether an address is known. */
const slowly: Partial<Record<ReachablePath, number>> = {
  'POST /request-password-reset': 400,
  'POST /send-verification-email': 400,
}

/** What somebody is told about by mail when it has happened to their account. */
const noticed = {
  'POST /change-password': 'password-changed',
  'POST /two-factor/disable': 'two-factor-off',
  'POST /passkey/verify-registration': 'passkey-added',
} as const

/** `/auth/*`: hands the request to the sign-in service, and puts its refusals into words. */
export function authRoutes(deps: AuthRouteDependencies): Router {
  const router = Router()
  router.use(express.json({ limit: '16kb' }))
  router.use(async (request, response) => {
    const path = `${request.method} ${request.path}`
    if (!isReachable(path)) throw new HttpError(404, 'not_found', 'There is nothing here.')
    const origin = request.get('origin')
    if (origin !== undefined && !deps.ownOrigins.includes(origin)) throw foreignPage()
    const said = reachable[path].parse(request.method === 'GET' ? request.query : (request.body ?? {}))
    const [answer] = await Promise.all([
      deps.auth.handler(asFetchRequest(request, { ...deps, said })),
      new Promise((resolve) => setTimeout(resolve, slowly[path] ?? 0)),
    ])
    if (!answer.ok) throw await refusal(path, answer)
    await tell(deps, { path, request, answer })
    for (const cookie of answer.headers.getSetCookie()) response.append('Set-Cookie', cookie)
    response.status(answer.status).json(withoutTokens(await answer.json()))
  })
  return router
}

function asFetchRequest(
  request: Request,
  { baseUrl, addressOf, said }: AuthRouteDependencies & { said: Record<string, unknown> },
): globalThis.Request {
  const headers = fromNodeHeaders(request.headers)
  headers.set(ADDRESS_HEADER, addressOf(request))
  headers.set(LOCALE_HEADER, localeOf(request))
  headers.delete('content-length')
  const url = new URL(`/auth${request.path}`, baseUrl)
  if (request.method === 'GET')
    for (const [name, value] of Object.entries(said)) url.searchParams.set(name, String(value))
  return new globalThis.Request(url, {
    method: request.method,
    headers,
    ...(request.method === 'POST' ? { body: JSON.stringify(said) } : {}),
  })
}

/** Tells the account's owner by mail, so that whoever does it in their place is noticed. */
async function tell(
  { auth, mail }: AuthRouteDependencies,
  { path, request, answer }: { path: ReachablePath; request: Request; answer: Response },
): Promise<void> {
  if (!(path in noticed)) return
  const headers = fromNodeHeaders(request.headers)
  const renewed = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
  // The change may have replaced the session that asked for it.
  if (renewed.length > 0) headers.set('cookie', renewed.join('; '))
  const session = await auth.api.getSession({ headers })
  if (!session) return
  const kind = noticed[path as keyof typeof noticed]
  await mail.send({ kind, userId: session.user.id, locale: localeOf(request) })
}

/** The session is the cookie's, which scripts cannot read: it does not go into a body that they can. */
function withoutTokens(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  const { token: _token, session, ...rest } = body as Record<string, unknown>
  if (typeof session !== 'object' || session === null) return rest
  const { token: _ofSession, ...kept } = session as Record<string, unknown>
  return { ...rest, session: kept }
}
