import { randomBytes } from 'node:crypto'
import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { strikeSend } from '../messaging/strike-send.ts'
import { mailProblems, type MailBody } from './check-mail.ts'
import { isObject } from './mail-problem.ts'
import { sendMail } from './send-mail.ts'
import type { SendGridState } from './sendgrid-state.ts'

/** SendGrid's mail API below `/sendgrid`: 202 and a message id, or the reasons why not. */
export function createSendGridRouter(state: SendGridState): Router {
  const router = express.Router()
  router.use((request, response, next) => {
    const authorization = request.headers.authorization
    if (/^Bearer SG\.\S+$/.test(authorization ?? '')) return next()
    const message = authorization
      ? 'The provided authorization grant is invalid, expired, or revoked'
      : 'Permission denied, wrong credentials'
    refuse(response, 401, message)
  })
  router.post('/v3/mail/send', express.json({ limit: '30mb' }), (request, response) => send(state, request, response))
  router.get('/v3/user/webhooks/event/settings/signed', (_, response) => {
    response.json({ public_key: state.keys.publicKey })
  })
  router.use((_, response) => refuse(response, 404, 'not found'))
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    const isUnreadable = error instanceof Error && 'type' in error && String(error.type).startsWith('entity.')
    if (!isUnreadable || response.headersSent) return next(error)
    refuse(response, 400, 'Bad Request')
  })
  return router
}

function send(state: SendGridState, request: Request, response: Response): void {
  const { faults, clock } = state
  const body: unknown = request.body
  const strikes = strikeSend(state, { provider: 'sendgrid', whom: addressesIn(body), response })
  if (!strikes) return
  const answer = (write: () => void): void => void strikes.answer(response, write)
  if (faults.emailServerErrors > 0) {
    faults.emailServerErrors--
    return answer(() => refuse(response, 500, 'Internal Server Error'))
  }
  if (faults.emailRateLimits > 0) {
    faults.emailRateLimits--
    return answer(() => refuse(response, 429, 'too many requests'))
  }
  const { refusal } = strikes
  if (refusal) {
    const message = refusal.status === 429 ? 'too many requests' : 'Internal Server Error'
    return answer(() => refuse(response, refusal.status, message))
  }
  const problems = mailProblems(body, clock.now())
  if (problems.length > 0) return answer(() => void response.status(400).json({ errors: problems }))
  const id = randomBytes(16).toString('base64url')
  // In its sandbox mode SendGrid itself sends nothing.
  const isOnlyChecked = (body as { mail_settings?: { sandbox_mode?: { enable?: boolean } } }).mail_settings
    ?.sandbox_mode
  if (isOnlyChecked?.enable === true) return answer(() => void response.status(200).set('x-message-id', id).end())
  sendMail(state, body as MailBody, id)
  answer(() => void response.status(202).set('x-message-id', id).end())
}

/** Everybody that is named in it, as far as it can be read. */
function addressesIn(body: unknown): string[] {
  if (!isObject(body) || !Array.isArray(body.personalizations)) return []
  const lists = body.personalizations.flatMap((entry: unknown) =>
    isObject(entry) ? [entry.to, entry.cc, entry.bcc] : [],
  )
  const people: unknown[] = [
    body.from,
    ...lists.flatMap((list: unknown) => (Array.isArray(list) ? (list as unknown[]) : [])),
  ]
  return people.flatMap((one) => (isObject(one) && typeof one.email === 'string' ? [one.email] : []))
}

function refuse(response: Response, status: number, message: string): void {
  response.status(status).json({ errors: [{ message, field: null, help: null }] })
}
