import { randomBytes } from 'node:crypto'
import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import type { SandboxClock } from '../control/clock.ts'
import type { Outbox } from '../control/outbox.ts'
import { mailProblems, type Address, type MailBody } from './check-mail.ts'
import type { EmailFaults } from './email-faults.ts'

export interface SendGridState {
  outbox: Outbox
  clock: SandboxClock
  /** Changed in place by whoever tests. */
  faults: EmailFaults
}

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
  router.post('/v3/mail/send', express.json({ limit: '30mb' }), (request, response) => {
    const { faults } = state
    if (faults.emailServerErrors > 0) {
      faults.emailServerErrors--
      return refuse(response, 500, 'Internal Server Error')
    }
    if (faults.emailRateLimits > 0) {
      faults.emailRateLimits--
      return refuse(response, 429, 'too many requests')
    }
    const problems = mailProblems(request.body)
    if (problems.length > 0) return void response.status(400).json({ errors: problems })
    const id = randomBytes(16).toString('base64url')
    deliver(state, request.body as MailBody, id)
    response.status(202).set('x-message-id', id).end()
  })
  router.use((_, response) => refuse(response, 404, 'not found'))
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    const isUnreadable = error instanceof Error && 'type' in error && String(error.type).startsWith('entity.')
    if (!isUnreadable || response.headersSent) return next(error)
    refuse(response, 400, 'Bad Request')
  })
  return router
}

function deliver({ outbox, clock }: SendGridState, body: MailBody, id: string): void {
  const at = new Date(clock.now()).toISOString()
  const part = (type: string): string | undefined => body.content?.find((content) => content.type === type)?.value
  const html = part('text/html')
  for (const { to, cc = [], bcc = [], subject } of body.personalizations) {
    for (const recipient of [...to, ...cc, ...bcc]) {
      outbox.add({
        at,
        kind: 'email',
        id,
        from: inWords(body.from),
        to: inWords(recipient),
        subject: subject ?? body.subject ?? '',
        text: part('text/plain') ?? '',
        ...(html ? { html } : {}),
      })
    }
  }
}

function inWords({ email, name }: Address): string {
  return name ? `${name} <${email}>` : email
}

function refuse(response: Response, status: number, message: string): void {
  response.status(status).json({ errors: [{ message, field: null, help: null }] })
}
