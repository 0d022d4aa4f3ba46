import express, { Router, type Request } from 'express'
import type { Logger } from 'pino'
import { applyEmailEvents, EmailEvent } from '../../channels/email/email-events.ts'
import { splitTag } from '../../channels/email/message-id.ts'
import { readForm, UnreadableEmailError } from '../../channels/email/inbound/read-form.ts'
import type { InboundEmail } from '../../channels/email/inbound/inbound-email.ts'
import { receiveEmail } from '../../channels/email/inbound/receive-email.ts'
import { findTenantByAddress, type AddressBook } from '../../channels/find-tenant-by-address.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { HttpError } from '../http-error.ts'
import { readMultipart } from './sendgrid-form.ts'
import { basicAuth, checkEvents, eventKey, isSame } from './sendgrid-proof.ts'

const MOST_EVENT_BYTES = '5mb'

export type SendGridRefusal =
  | 'wrong_secret'
  | 'wrong_password'
  | 'wrong_type'
  | 'too_large'
  | 'malformed'
  | 'unknown_address'
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
  /** Counts a refusal. */
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
    // Taken, though it is nobody's: sending it again would change nothing.
    if (!(await takeMail(deps, mail))) deps.onRefused('unknown_address')
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
      await applyEmailEvents(deps.addressBook.tenant(tenantId), theirs)
    }
    response.status(200).json({ ok: true })
  })
  return router
}

/** False when no spa has any of the addresses that the mail went to. */
async function takeMail(deps: SendGridRouteDependencies, mail: InboundEmail): Promise<boolean> {
  const addresses = [...new Set(mail.recipients.map((recipient) => splitTag(recipient).address))]
  const owners = new Map<string, { tenant: NonNullable<Awaited<ReturnType<typeof ownerOf>>>; ours: string }>()
  for (const ours of addresses) {
    const tenant = await ownerOf(deps, ours)
    // A mail to two addresses of one spa is one mail.
    if (tenant && !owners.has(tenant.id)) owners.set(tenant.id, { tenant, ours })
  }
  for (const { tenant, ours } of owners.values()) {
    const outcome = (await isOurOwn(deps, mail, ours)) ? 'our_own' : await receiveEmail(deps, { tenant, mail, ours })
    deps.logger.info({ tenantId: tenant.id, outcome, files: mail.files.length }, 'email taken in')
  }
  return owners.size > 0
}

function ownerOf({ addressBook }: SendGridRouteDependencies, value: string) {
  return findTenantByAddress(addressBook, { channel: 'email', value })
}

/** Mail from ourselves, passed on or bounced back: answering it would never end. */
async function isOurOwn(deps: SendGridRouteDependencies, { from }: InboundEmail, ours: string): Promise<boolean> {
  if (!from) return false
  const { address } = splitTag(from.address)
  if (address === deps.settings.from.toLowerCase() || address === ours) return true
  const domain = (one: string) => one.slice(one.lastIndexOf('@'))
  return domain(address) === domain(ours) && (await ownerOf(deps, address)) !== null
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
