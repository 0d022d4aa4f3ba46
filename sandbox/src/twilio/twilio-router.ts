import express, { type Request, type Response, type Router } from 'express'
import { messagingStrike } from '../messaging/messaging-faults.ts'
import { strikeSend } from '../messaging/strike-send.ts'
import { checkMessage, type MessageForm } from './check-message.ts'
import { listMessages } from './list-messages.ts'
import { createMediaRouter } from './media-router.ts'
import { changeStatus, sendMessage } from './send-message.ts'
import type { StoredMessage } from './twilio-data.ts'
import { sendTwilioProblem, twilioProblem } from './twilio-problem.ts'
import type { TwilioState } from './twilio-state.ts'

interface AccountPath {
  sid: string
  message: string
}

/** Twilio's REST API below `/twilio`, as far as texts need it. */
export function createTwilioRouter(state: TwilioState): Router {
  const router = express.Router()
  const account = express.Router({ mergeParams: true })
  const form = express.urlencoded({ extended: false, limit: '64kb' })
  // Pictures are open to everybody who knows their address, unless they come with a wrong name.
  account.use(createMediaRouter(state, (request) => mayUse(request, state)))
  account.use((request: Request<AccountPath>, response, next) => {
    if (mayUse(request, state)) next()
    else sendNotAllowed(response)
  })
  account.post('/Messages.json', form, (request: Request<AccountPath>, response: Response) =>
    send(state, request, response),
  )
  account.get('/Messages.json', (request: Request<AccountPath>, response) => {
    const { pathname, searchParams } = new URL(request.originalUrl.replace(/^\/twilio/, ''), 'http://sandbox')
    const own = [...state.data.messages.values()].filter(({ resource }) => resource.account_sid === request.params.sid)
    const page = listMessages(own, { query: searchParams, path: pathname })
    if ('code' in page) sendTwilioProblem(response, page)
    else response.json(page)
  })
  const withMessage = (act: (message: StoredMessage, request: Request<AccountPath>, response: Response) => void) => {
    return (request: Request<AccountPath>, response: Response): void => {
      const message = state.data.messages.get(request.params.message)
      if (message?.resource.account_sid === request.params.sid) act(message, request, response)
      else sendTwilioProblem(response, notFound(request))
    }
  }
  account.get(
    '/Messages/:message.json',
    withMessage(({ resource }, _, response) => void response.json(resource)),
  )
  account.post(
    '/Messages/:message.json',
    form,
    withMessage((message, request, response) => change(state, { message, request, response })),
  )
  account.delete(
    '/Messages/:message.json',
    withMessage(({ resource }, _, response) => {
      state.data.messages.delete(resource.sid)
      response.status(204).end()
    }),
  )
  router.use('/2010-04-01/Accounts/:sid', account)
  router.use((request, response) => sendTwilioProblem(response, notFound(request)))
  return router
}

function send(state: TwilioState, request: Request<AccountPath>, response: Response): void {
  const { faults, data, clock } = state
  const form = readForm(request.body)
  const whom = [form.To ?? '', form.From ?? '']
  const strikes = strikeSend(state, { provider: 'twilio', whom, response })
  if (!strikes) return
  const refuse = (problem: Parameters<typeof sendTwilioProblem>[1]): void =>
    void strikes.answer(response, () => sendTwilioProblem(response, problem))
  if (faults.smsServerErrors > 0) {
    faults.smsServerErrors--
    return refuse(twilioProblem(20500, 'Internal Server Error', 500))
  }
  if (faults.smsRateLimits > 0 || strikes.refusal?.status === 429) {
    if (faults.smsRateLimits > 0) faults.smsRateLimits--
    return refuse(twilioProblem(20429, 'Too Many Requests', 429))
  }
  if (strikes.refusal) return refuse(twilioProblem(20500, 'Internal Server Error', strikes.refusal.status))
  const isLate = (to: string): boolean =>
    messagingStrike(faults, 'opted_out_late', { provider: 'twilio', whom: [to] }) !== null
  const checked = checkMessage(form, { data, faults, now: clock.now(), isLate })
  if ('code' in checked) return refuse(checked)
  const { sid: accountSid } = request.params
  const authToken = accountSid === data.accountSid ? data.authToken : (credentials(request)?.password ?? '')
  const { resource } = sendMessage(state, checked, { accountSid, authToken })
  state.outbox.add({
    at: new Date(clock.now()).toISOString(),
    kind: 'sms',
    id: resource.sid,
    from: resource.from ?? resource.messaging_service_sid ?? '',
    to: resource.to,
    text: resource.body,
    ...(checked.media.length > 0 ? { mediaUrls: checked.media } : {}),
  })
  // As it is now: its status goes on meanwhile.
  const answer = structuredClone(resource)
  void strikes.answer(response, () => void response.status(201).json(answer))
}

/** A message's words may be taken out of Twilio's records, and one that waits for its time may be called off. */
function change(
  state: TwilioState,
  { message, request, response }: { message: StoredMessage; request: Request<AccountPath>; response: Response },
): void {
  const { Body: body, Status: status } = (request.body ?? {}) as { Body?: string; Status?: string }
  const { resource } = message
  if (status === 'canceled') {
    if (resource.status !== 'scheduled') {
      return sendTwilioProblem(response, twilioProblem(30409, 'Message cannot be canceled in its status', 409))
    }
    changeStatus(state, message, { status: 'canceled' })
  } else if (body === '') resource.body = ''
  else if (body !== undefined) {
    return sendTwilioProblem(response, twilioProblem(20001, 'Body can only be made empty'))
  }
  response.json(resource)
}

/** The account itself with its token, or an API key (`SK…`). Of other accounts the sandbox knows no secrets, only their form. */
function mayUse(request: Request<{ sid?: string }>, { data }: TwilioState): boolean {
  const given = credentials(request)
  if (!given || given.password === '') return false
  const { sid = '' } = request.params
  if (!/^AC[\da-f]{32}$/i.test(sid)) return false
  if (/^SK[\da-f]{32}$/i.test(given.user)) return true
  return given.user === sid && (sid !== data.accountSid || given.password === data.authToken)
}

function sendNotAllowed(response: Response): void {
  response.set('www-authenticate', 'Basic realm="Twilio API"')
  sendTwilioProblem(response, twilioProblem(20003, 'Authenticate', 401))
}

function credentials(request: { headers: { authorization?: string } }): { user: string; password: string } | null {
  const encoded = /^Basic (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (!encoded) return null
  const [user = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return { user, password: rest.join(':') }
}

/** A field that comes twice counts once, with its last value, as in a form; only MediaUrl is a list. */
function readForm(body: unknown): MessageForm {
  const { MediaUrl: media, ...fields } = (body ?? {}) as Record<string, string | string[]>
  const entries = Object.entries(fields).map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value])
  return { ...(Object.fromEntries(entries) as MessageForm), MediaUrl: media === undefined ? [] : [media].flat() }
}

function notFound(request: { originalUrl: string }) {
  const path = request.originalUrl.replace(/^\/twilio/, '').split('?')[0]
  return twilioProblem(20404, `The requested resource ${path} was not found`, 404)
}
