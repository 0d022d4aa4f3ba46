import express, { Router, type Request, type RequestHandler } from 'express'
import { applyEmailEvents, EmailEvent } from '../../channels/email/email-events.ts'
import { checkEvents, eventKey } from './sendgrid-proof.ts'
import type { Refuse, SendGridRouteDependencies } from './sendgrid-routes.ts'

const MOST_BYTES = '5mb'

/** The bytes of the body: the signature is over them. */
export function readEventBody(refuse: Refuse): Router {
  const isJson = (type: string | undefined) => /^application\/json\b/i.test(type ?? '')
  const router = Router()
  router.use(express.raw({ type: (request) => isJson(request.headers['content-type']), limit: MOST_BYTES }))
  router.use((error: unknown, _request: Request, _response: express.Response, next: express.NextFunction) => {
    const { status } = error as { status?: unknown }
    if (status === 413) return next(refuse(413, 'too_large', 'The events are more than are taken at once.'))
    next(typeof status === 'number' && status < 500 ? refuse(400, 'malformed', 'The body cannot be read.') : error)
  })
  return router
}

export function takeEvents(deps: SendGridRouteDependencies, refuse: Refuse): RequestHandler {
  const key = deps.settings.eventKey === null ? null : eventKey(deps.settings.eventKey)
  return async (request, response) => {
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
  }
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
