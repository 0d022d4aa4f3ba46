import { Router } from 'express'
import type { Logger } from 'pino'
import type { AddressBook } from '../../channels/find-tenant-by-address.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { HttpError } from '../http-error.ts'
import { readEventBody, takeEvents } from './sendgrid-events.ts'
import { takeInboundMail } from './sendgrid-inbound.ts'

type SendGridRefusal =
  | 'wrong_secret'
  | 'wrong_password'
  | 'wrong_type'
  | 'too_large'
  | 'malformed'
  | 'busy'
  | 'unsigned'
  | 'bad_signature'
  | 'replayed'
  | 'unknown_address'
  | 'own_address'

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

/** Counts a refusal, and is the answer to it. */
export type Refuse = (status: number, reason: SendGridRefusal, message: string) => HttpError

/**
 * `POST /inbound/<secret>`: a mail to one of our addresses. `POST /events`: what became of our mails. Both
 * are answered when they are in the database, so that what is lost on the way is sent again.
 */
export function sendgridRoutes(deps: SendGridRouteDependencies): Router {
  const refuse: Refuse = (status, reason, message) => {
    deps.onRefused(reason)
    return new HttpError(status, reason, message)
  }
  const router = Router()
  router.post('/inbound/:secret', takeInboundMail(deps, refuse))
  router.post('/events', readEventBody(refuse), takeEvents(deps, refuse))
  return router
}
