import express, { Router, type Request } from 'express'
import { fromNodeHeaders } from 'better-auth/node'
import { HttpError } from '../http/http-error.ts'
import { ADDRESS_HEADER, type Auth } from './auth.ts'

/** What of the sign-in service can be reached. Everything else it brings along is not there. */
const paths = { 'POST /sign-in/email': true, 'POST /sign-out': true, 'GET /get-session': true } as const

interface AuthRouteDependencies {
  auth: Auth
  baseUrl: string
  ownOrigins: readonly string[]
  addressOf: (request: Request) => string
}

/** `/auth/*`: hands the request to the sign-in service, and puts its refusals into words. */
export function authRoutes(deps: AuthRouteDependencies): Router {
  const router = Router()
  router.use(express.json({ limit: '4kb' }))
  router.use(async (request, response) => {
    if (!(`${request.method} ${request.path}` in paths)) throw new HttpError(404, 'not_found', 'There is nothing here.')
    const origin = request.get('origin')
    if (origin !== undefined && !deps.ownOrigins.includes(origin)) throw foreignPage()
    const answer = await deps.auth.handler(asFetchRequest(request, deps))
    if (!answer.ok) throw refusal(answer)
    for (const cookie of answer.headers.getSetCookie()) response.append('Set-Cookie', cookie)
    response.status(answer.status).json(await answer.json())
  })
  return router
}

function asFetchRequest(request: Request, deps: AuthRouteDependencies): globalThis.Request {
  const headers = fromNodeHeaders(request.headers)
  headers.set(ADDRESS_HEADER, deps.addressOf(request))
  headers.delete('content-length')
  return new globalThis.Request(new URL(request.originalUrl, deps.baseUrl), {
    method: request.method,
    headers,
    ...(request.method === 'POST' ? { body: JSON.stringify(request.body ?? {}) } : {}),
  })
}

function refusal(answer: Response): HttpError {
  const { status } = answer
  if (status === 429) {
    const retryAfterSeconds = Number(answer.headers.get('x-retry-after') ?? 60)
    return new HttpError(429, 'too_many_requests', `Too many attempts. Try again in ${retryAfterSeconds} s.`, {
      retryAfterSeconds,
    })
  }
  if (status === 401) return new HttpError(401, 'wrong_credentials', 'This email and password do not belong together.')
  if (status === 403) return foreignPage()
  if (status >= 500)
    return new HttpError(503, 'try_again', 'Signing in does not work right now. Try again in a moment.')
  return new HttpError(400, 'invalid_request', 'Give an email address and a password.')
}

function foreignPage(): HttpError {
  return new HttpError(403, 'origin_not_allowed', 'Sign in on the portal’s own page.')
}
