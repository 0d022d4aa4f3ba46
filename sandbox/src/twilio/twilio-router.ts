import express, { type Request, type Response, type Router } from 'express'
import type { SandboxClock } from '../control/clock.ts'
import type { Outbox } from '../control/outbox.ts'
import type { LogEntry } from '../openai/openai-state.ts'
import { messageProblem, type MessageForm } from './check-message.ts'
import { newMessage, rfc2822, type MessageResource } from './message-resource.ts'
import type { SmsFaults } from './sms-faults.ts'
import { reportDelivery } from './status-callback.ts'
import { sendTwilioProblem, twilioProblem } from './twilio-problem.ts'

export interface TwilioState {
  outbox: Outbox
  clock: SandboxClock
  /** Changed in place by whoever tests. */
  faults: SmsFaults
  log: (entry: LogEntry) => void
}

/** Messages that can be looked up again; the oldest are forgotten. */
const LIMIT = 500

/** Twilio's REST API below `/twilio`, as far as sending texts needs it. */
export function createTwilioRouter(state: TwilioState): Router {
  const messages = new Map<string, MessageResource>()
  const router = express.Router()
  const account = express.Router({ mergeParams: true })
  account.use((request: Request<{ sid?: string }>, response, next) => {
    if (mayUse(request)) next()
    else {
      response.set('www-authenticate', 'Basic realm="Twilio API"')
      sendTwilioProblem(response, twilioProblem(20003, 'Authenticate', 401))
    }
  })
  account.post(
    '/Messages.json',
    express.urlencoded({ extended: false, limit: '64kb' }),
    (request: Request<{ sid?: string }>, response: Response) => {
      const { faults } = state
      if (faults.smsServerErrors > 0) {
        faults.smsServerErrors--
        return sendTwilioProblem(response, twilioProblem(20500, 'Internal Server Error', 500))
      }
      if (faults.smsRateLimits > 0) {
        faults.smsRateLimits--
        return sendTwilioProblem(response, twilioProblem(20429, 'Too Many Requests', 429))
      }
      const form = oneOfEach(request.body)
      const problem = messageProblem(form, faults)
      if (problem) return sendTwilioProblem(response, problem)
      const now = state.clock.now()
      const message = newMessage(form, { accountSid: request.params.sid ?? '', now })
      keep(messages, message)
      const from = message.from ?? message.messaging_service_sid ?? ''
      state.outbox.add({
        at: new Date(now).toISOString(),
        kind: 'sms',
        id: message.sid,
        from,
        to: message.to,
        text: message.body,
      })
      response.status(201).json(message)
      if (form.StatusCallback)
        void reportDelivery(message, {
          callback: form.StatusCallback,
          authToken: credentials(request)?.password ?? '',
          log: state.log,
        })
    },
  )
  account.get('/Messages/:message.json', (request: Request<{ message: string }>, response) => {
    const message = messages.get(request.params.message)
    if (!message) return sendTwilioProblem(response, notFound(request))
    response.json({ ...message, status: 'delivered', date_sent: rfc2822(state.clock.now()) })
  })
  router.use('/2010-04-01/Accounts/:sid', account)
  router.use((request, response) => sendTwilioProblem(response, notFound(request)))
  return router
}

/** The account itself with any token, or an API key (`SK…`): the sandbox knows no secrets, only their form. */
function mayUse(request: Request<{ sid?: string }>): boolean {
  const given = credentials(request)
  if (!given || given.password === '') return false
  const { sid = '' } = request.params
  return /^AC[\da-f]{32}$/i.test(sid) && (given.user === sid || /^SK[\da-f]{32}$/i.test(given.user))
}

function credentials(request: { headers: { authorization?: string } }): { user: string; password: string } | null {
  const encoded = /^Basic (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (!encoded) return null
  const [user = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return { user, password: rest.join(':') }
}

/** A field that comes twice counts once, with its last value, as in a form. */
function oneOfEach(body: unknown): MessageForm {
  const entries = Object.entries((body ?? {}) as Record<string, string | string[]>)
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value]))
}

function keep(messages: Map<string, MessageResource>, message: MessageResource): void {
  messages.set(message.sid, message)
  const oldest = messages.keys().next()
  if (messages.size > LIMIT && !oldest.done) messages.delete(oldest.value)
}

function notFound(request: { originalUrl: string }) {
  const path = request.originalUrl.replace(/^\/twilio/, '').split('?')[0]
  return twilioProblem(20404, `The requested resource ${path} was not found`, 404)
}
