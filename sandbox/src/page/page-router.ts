import { fileURLToPath } from 'node:url'
import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { z } from 'zod'
import type { SandboxControl } from '../control/control.ts'
import { ControlProblem } from '../messaging/control-problem.ts'
import { createCalendarsRouter } from './calendars/calendars-router.ts'
import { SWITCHES } from './faults-part.ts'
import { createMailRouter } from './mail/mail-router.ts'
import { backTo, createMessagingRouter } from './messaging/messaging-router.ts'
import { createPhoneRouter } from './phone/phone-router.ts'
import { liveParts, renderPage } from './render-page.ts'

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
const EarsForm = z.object({ utterances: z.string().max(20_000).default(''), deaf: z.string().optional() })
const NOTICES: Record<string, string> = {
  ears: 'The ear has its words.',
  deaf: 'The ear hears nothing now.',
  faults: 'Set.',
  reset: 'All as it should be.',
  wrong: 'That was not a number the sandbox can use. Nothing was changed.',
}

/** The sandbox's page at `/`, and the forms on it. */
export function createPageRouter(control: SandboxControl): Router {
  const router = express.Router()
  router.use((_, response: Response, next: NextFunction) => {
    response.set({
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    next()
  })
  router.get('/', (request, response) => {
    const { did } = request.query
    const notice = typeof did === 'string' ? (NOTICES[did] ?? null) : null
    response.type('html').send(renderPage(control, { notice }).text)
  })
  for (const file of ['page.css', 'page.js', 'live.js']) {
    const path = fileURLToPath(new URL(file, import.meta.url))
    router.get(`/page/${file}`, (_, response) => response.sendFile(path, { cacheControl: false }))
  }
  router.get('/page/parts', (_, response) => {
    const parts = Object.entries(liveParts(control)).map(([id, part]): [string, string] => [id, part.text])
    response.json(Object.fromEntries(parts))
  })
  // Pictures and attachments come in base64.
  router.post(/^\/page\/(?:phone|mail)\//, fromThisPage, express.urlencoded({ extended: false, limit: '45mb' }))
  router.post(/^\/page\//, fromThisPage, express.urlencoded({ extended: false, limit: '64kb' }))
  router.use(createMessagingRouter(control), createPhoneRouter(control), createMailRouter(control))
  router.use(/^\/(?:page\/)?(?:phone|mail|messaging)\b/, refuseForm)
  router.use(createCalendarsRouter(control))
  router.post('/page/ears', (request, response) => {
    const { utterances, deaf } = EarsForm.parse(request.body ?? {})
    const lines = utterances
      .split(/\r?\n/)
      .map((line) => line.trim().slice(0, 2000))
      .filter((line) => line !== '')
      .slice(0, 200)
    if (deaf || lines.length > 0) control.ears(deaf ? [] : lines)
    response.redirect(303, `/?did=${deaf ? 'deaf' : 'ears'}`)
  })
  router.post('/page/faults', (request, response) => {
    const form = (request.body ?? {}) as Record<string, unknown>
    if (form.reset) {
      control.resetFaults()
      return response.redirect(303, '/?did=reset')
    }
    const change = Object.fromEntries(
      SWITCHES.filter((name) => typeof form[name] === 'string' && form[name] !== '').map((name) => [
        name,
        Number(form[name]),
      ]),
    )
    response.redirect(303, setFaults(control, change) ? '/?did=faults' : '/?did=wrong')
  })
  const acts: Record<string, () => void> = {
    '/page/outbox/clear'() {
      control.clearOutbox()
      control.twilio.clearMessages()
      control.sendgrid.clearMails()
    },
    '/page/violations/clear': () => control.clearViolations(),
    '/page/sessions/expire': () => control.expireSessions(),
    '/page/sessions/drop': () => control.dropSessions(),
  }
  for (const [path, act] of Object.entries(acts)) {
    router.post(path, (_, response) => {
      act()
      response.redirect(303, '/')
    })
  }
  return router
}

/** Another website open in the same browser must not press this page's buttons. */
function fromThisPage(request: Request, response: Response, next: NextFunction): void {
  const { origin, host } = request.headers
  const isOwn =
    origin === undefined || origin === 'null'
      ? request.headers['sec-fetch-site'] !== 'cross-site'
      : URL.canParse(origin) && new URL(origin).host === host
  if (isOwn) next()
  else response.status(403).type('text').send('This form belongs to the sandbox’s own page.')
}

/** What the phone or the mailbox cannot do: said on its page, or to its script. */
function refuseForm(error: unknown, request: Request, response: Response, next: NextFunction): void {
  const isUnreadable = error instanceof SyntaxError
  if (!(error instanceof ControlProblem || error instanceof z.ZodError || isUnreadable)) return next(error)
  const message = error instanceof z.ZodError ? z.prettifyError(error) : error.message
  const status = error instanceof ControlProblem ? error.status : 400
  if (request.method === 'GET') return void response.status(status).type('text').send(message)
  if (request.accepts(['html', 'json']) === 'json') return void response.status(status).json({ error: message })
  response.redirect(303, `${backTo(request.body)}&did=refused`)
}

function setFaults(control: SandboxControl, change: Record<string, number>): boolean {
  try {
    control.setFaults(change)
    return true
  } catch (error) {
    if (error instanceof z.ZodError) return false
    throw error
  }
}
