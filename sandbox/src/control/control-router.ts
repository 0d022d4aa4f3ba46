import express from 'express'
import type { NextFunction, Request, Response, Router } from 'express'
import { z } from 'zod'
import type { SandboxControl } from './control.ts'
import { ControlProblem } from '../messaging/control-problem.ts'
import { createGoogleControlRouter, googleRefusal } from './google-router.ts'
import { createMailControlRouter } from './mail-router.ts'
import { createMessagesControlRouter } from './messages-router.ts'
import { createWebhooksControlRouter } from './webhooks-router.ts'

const EarsBody = z.strictObject({ utterances: z.array(z.string().max(2000)).max(200) })
const ClockBody = z.strictObject({
  advanceMs: z
    .number()
    .min(0)
    .max(30 * 24 * 3600 * 1000),
})

/** `/control/*`: the sandbox's own API, for tests in other processes and for its page. */
export function createControlRouter(control: SandboxControl): Router {
  const router = express.Router()
  // Pictures and attachments come in base64.
  router.use(['/messages', '/mail'], express.json({ limit: '45mb' }))
  router.use(express.json({ limit: '1mb' }))
  router.post('/ears', (request, response) => {
    control.ears(EarsBody.parse(request.body).utterances)
    response.json({ ok: true })
  })
  router.get('/violations', (_, response) => void response.json({ violations: control.violations() }))
  router.delete('/violations', (_, response) => {
    control.clearViolations()
    response.json({ ok: true })
  })
  router.post('/clock', (request, response) => {
    control.advanceClock(ClockBody.parse(request.body).advanceMs)
    response.json({ ok: true })
  })
  router.get('/faults', (_, response) => void response.json(control.faults()))
  router.post('/faults', (request, response) => {
    control.setFaults(request.body as Parameters<SandboxControl['setFaults']>[0])
    response.json(control.faults())
  })
  router.delete('/faults', (_, response) => {
    control.resetFaults()
    response.json(control.faults())
  })
  router.get('/outbox', (_, response) => void response.json({ messages: control.outbox() }))
  router.delete('/outbox', (_, response) => {
    control.clearOutbox()
    response.json({ ok: true })
  })
  router.get('/sessions', (_, response) => void response.json({ sessions: control.sessions() }))
  router.post('/sessions/expire', (_, response) => {
    control.expireSessions()
    response.json({ ok: true })
  })
  router.post('/sessions/drop', (_, response) => {
    control.dropSessions()
    response.json({ ok: true })
  })
  router.use('/google', createGoogleControlRouter(control.google))
  router.use('/messages', createMessagesControlRouter(control.twilio))
  router.use('/mail', createMailControlRouter(control.sendgrid))
  router.use('/webhooks', createWebhooksControlRouter(control.webhooks))
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    const refusal = googleRefusal(error)
    if (refusal) response.status(refusal.status).json(refusal.body)
    else if (error instanceof ControlProblem) response.status(error.status).json({ error: error.message })
    else if (error instanceof z.ZodError) response.status(400).json({ error: z.prettifyError(error) })
    else if (isUnreadable(error)) response.status(400).json({ error: 'The body is not JSON.' })
    else next(error)
  })
  return router
}

/** What the body parser throws. */
function isUnreadable(error: unknown): boolean {
  return error instanceof Error && 'type' in error && String(error.type).startsWith('entity.')
}
