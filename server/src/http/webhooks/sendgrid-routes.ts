import express, { Router, type Request } from 'express'
import type { Logger } from 'pino'
import { applyEmailEvents, EmailEvent } from '../../channels/email/email-events.ts'
import { splitTag } from '../../channels/email/message-id.ts'
import { readForm, UnreadableEmailError } from '../../channels/email/inbound/read-form.ts'
import type { InboundEmail } from '../../channels/email/inbound/inbound-email.ts'
import { receiveEmail } from '../../channels/email/inbound/receive-email.ts'
import { findTenantsByAddress, type AddressBook } from '../../channels/find-tenant-by-address.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { HttpError } from '../http-error.ts'
import { readMultipart } from './sendgrid-form.ts'
import { basicAuth, checkEvents, eventKey, isSame } from './sendgrid-proof.ts'

const MOST_EVENT_BYTES = '5mb'
/** So many of one envelope may be ours. */
const MOST_RECIPIENTS = 50

export type SendGridRefusal =
  | 'wrong_secret'
  | 'wrong_password'
  | 'wrong_type'
  | 'too_large'
  | 'malformed'
  | 'unknown_address'
  | 'own_address'
  | 'unsigned'
  | 'bad_signature'
  | 'replayed'

export interface SendGridRouteDependencies {
  settings: {
    inbound: { secret: string; user: string; password: string } | null
    /** Public key of the event webhook; DER in base64. */
    eventKey: string | null
    /** The platform's own sender. */
    from: string
  }
  addressBook: AddressBook
  enqueue: Enqueue
  logger: Logger
  clock: () => Date
  /** Counts what was not carried out. */
  onRefused: (reason: SendGridRefusal) => void
}

/**
 * `POST /inbound/<secret>`: a mail to one of our addresses, in either of the forms of Inbound Parse, which
 * signs nothing: the secret and a password prove it. `POST /events`: what became of our mails, signed. Both are
 * answered when they are in the database, so that what is lost on the way is sent again.
 */
export function sendgridRoutes(deps: SendGridRouteDependencies): Router {
  const router = Router()
  const key = deps.settings.eventKey === null ? null : eventKey(deps.settings.eventKey)
  const refuse = (status: number, reason: SendGridRefusal, message: string): HttpError => {
    deps.onRefused(reason)
    return new HttpError(status, reason, message)
  }

  router.post('/inbound/:secret', async (request, response) => {
    const { inbound } = deps.settings
    if (!inbound || !isSame(String(request.params['secret']), inbound.secret)) {
      throw refuse(404, 'wrong_secret', 'There is nothing here.')
    }
    // Whatever fails from here on is logged with its path, and the secret is part of that.
    request.url = '/inbound'
    const auth = basicAuth(request.get('authorization'))
    const isKnown = isSame(auth?.user ?? '', inbound.user) && isSame(auth?.password ?? '', inbound.password)
    if (!isKnown) {
      response.set('WWW-Authenticate', 'Basic realm="mail"')
      throw refuse(401, 'wrong_password', 'A name and a password are needed.')
    }
    const reading = await readMultipart(request)
    if (!reading.ok) {
      if (reading.reason === 'wrong_type') throw refuse(415, 'wrong_type', 'Mails come as multipart/form-data.')
      if (reading.reason === 'too_large') throw refuse(413, 'too_large', 'Mails of up to 30 MB are taken.')
      throw refuse(400, 'malformed', 'The form cannot be read.')
    }
    const mail = await readForm(reading.form).catch((error: unknown) => {
      if (error instanceof UnreadableEmailError) throw refuse(400, 'malformed', 'The mail cannot be read.')
      throw error
    })
    await takeMail(deps, mail)
    response.status(200).json({ ok: true })
  })

  router.post('/events', readBody(refuse), async (request, response) => {
    const body: unknown = request.body
    if (!key) throw refuse(404, 'unsigned', 'There is nothing here.')
    if (!Buffer.isBuffer(body)) throw refuse(415, 'wrong_type', 'Events come as JSON.')
    const proof = checkEvents({
      key,
      signature: request.get('x-twilio-email-event-webhook-signature') ?? '',
      timestamp: request.get('x-twilio-email-event-webhook-timestamp') ?? '',
      body,
      now: deps.clock(),
    })
    if (proof !== 'ok') throw refuse(403, proof, 'The signature does not fit.')
    const events = eventsIn(body)
    if (!events) throw refuse(400, 'malformed', 'Events are a list.')
    for (const [tenantId, theirs] of Map.groupBy(events, (event) => event.tenantId)) {
      const { again } = await applyEmailEvents(deps.addressBook.tenant(tenantId), theirs)
      for (let count = 0; count < again; count++) deps.onRefused('replayed')
    }
    response.status(200).json({ ok: true })
  })
  return router
}

async function takeMail(deps: SendGridRouteDependencies, mail: InboundEmail): Promise<void> {
  const addresses = [...new Set(mail.recipients.map((recipient) => splitTag(recipient).address))].slice(
    0,
    MOST_RECIPIENTS,
  )
  const sender = mail.from ? splitTag(mail.from.address).address : null
  const values = sender === null ? addresses : [...addresses, sender]
  const owners = await findTenantsByAddress(deps.addressBook, { channel: 'email', values })
  const spas = new Map<string, { tenant: Tenant; ours: string }>()
  for (const [index, ours] of addresses.entries()) {
    const tenant = owners[index]
    // A mail to two addresses of one spa is one mail.
    if (tenant && !spas.has(tenant.id)) spas.set(tenant.id, { tenant, ours })
  }
  // Taken, though it is nobody's: sending it again would change nothing.
  if (spas.size === 0) return deps.onRefused('unknown_address')
  // Mail from ourselves, passed on or thrown back: answering it would never end.
  const isOurOwn = sender !== null && (owners[addresses.length] || sender === deps.settings.from.toLowerCase())
  if (isOurOwn) return deps.onRefused('own_address')
  for (const { tenant, ours } of spas.values()) {
    const outcome = await receiveEmail(deps, { tenant, mail, ours })
    if (outcome === 'taken_before') deps.onRefused('replayed')
    deps.logger.info({ tenantId: tenant.id, outcome, files: mail.files.length }, 'email taken in')
  }
}

/** The bytes of the body: the signature is over them. */
function readBody(refuse: (status: number, reason: SendGridRefusal, message: string) => HttpError): Router {
  const router = Router()
  router.use(express.raw({ type: (request) => isJson(request as Request), limit: MOST_EVENT_BYTES }))
  router.use((error: unknown, _request: Request, _response: express.Response, next: express.NextFunction) => {
    const { status } = error as { status?: unknown }
    if (status === 413) return next(refuse(413, 'too_large', 'The events are more than are taken at once.'))
    next(typeof status === 'number' && status < 500 ? refuse(400, 'malformed', 'The body cannot be read.') : error)
  })
  return router
}

function isJson(request: Request): boolean {
  return /^application\/json\b/i.test(request.headers['content-type'] ?? '')
}

/** The events that are about mails of ours; null when the body is no list. One that is not as it should be keeps none of the others. */
function eventsIn(body: Buffer): EmailEvent[] | null {
  try {
    const list: unknown = JSON.parse(body.toString('utf8'))
    if (!Array.isArray(list)) return null
    return list.flatMap((one) => EmailEvent.safeParse(one).data ?? [])
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
