import { Router, type Request, type Response } from 'express'
import type { Logger } from 'pino'
import { z } from 'zod'
import { STATUS_PARAMETERS } from '../../adapters/sms/status-address.ts'
import { findTenantByAddress, rememberTenants, type AddressBook } from '../../channels/find-tenant-by-address.ts'
import type { InboundSms } from '../../channels/sms/inbound-sms.ts'
import { receiveSms, type ReceiveSmsDependencies } from '../../channels/sms/receive-sms.ts'
import { takeSmsReport } from '../../channels/sms/take-report.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import { HttpError } from '../http-error.ts'
import { inboundSms, readFormBody, readSignedForm, smsReport, type TwilioRefusal } from './twilio-form.ts'

export interface TwilioRouteDependencies extends ReceiveSmsDependencies {
  authToken: string
  /** That texts go out from for a spa without a number. */
  accountNumber: string
  publicBaseUrl: string
  addressBook: AddressBook
  logger: Logger
  /** Counts what was not carried out. */
  onRefused: (reason: TwilioRefusal | 'replayed' | 'unknown_address' | 'own_number' | 'unknown_message') => void
}

/**
 * `POST /sms`: a text to one of our numbers. `POST /status`: what became of one of ours. Both are signed, and
 * answered with nothing to say as soon as they are in the database; Ava's answer goes out by itself. What
 * would be refused again, were it sent again, is answered like what is taken, and counted.
 */
export function twilioRoutes(deps: TwilioRouteDependencies): Router {
  const router = Router()
  const refuse = (status: number, reason: TwilioRefusal, message: string): HttpError => {
    deps.onRefused(reason)
    return new HttpError(status, reason, message)
  }
  const owners = rememberTenants(deps.addressBook)
  const fieldsOf = (request: Request): Record<string, string> => {
    const form = readSignedForm(request, deps)
    if (form.ok) return form.fields
    throw form.reason === 'forged'
      ? refuse(403, 'forged', 'The signature does not fit.')
      : refuse(400, 'malformed', 'The form cannot be read.')
  }

  /** False when the number is nobody's, or not the spa's any more that we took it for. */
  const take = async (sms: InboundSms, isAnew?: 'anew'): Promise<boolean> => {
    if (isAnew) owners.forget('sms', sms.to)
    const [tenant, sender] = await owners.find('sms', [sms.to, sms.from], deps.clock().getTime())
    if (!tenant) return false
    // Two numbers of ours that answer each other would never end.
    const outcome = sender || sms.from === deps.accountNumber ? 'own_number' : await receiveSms(deps, { tenant, sms })
    if (outcome === 'again') deps.onRefused('replayed')
    if (outcome === 'own_number') deps.onRefused('own_number')
    return outcome !== 'not_ours'
  }

  router.post('/sms', readFormBody(refuse), async (request: Request, response: Response) => {
    const sms = inboundSms(fieldsOf(request))
    if (!sms) throw refuse(400, 'malformed', 'That is no text message.')
    if (!(await take(sms)) && !(await take(sms, 'anew'))) deps.onRefused('unknown_address')
    sayNothing(response)
  })

  router.post('/status', readFormBody(refuse), async (request: Request, response: Response) => {
    const report = smsReport(fieldsOf(request))
    if (!report) throw refuse(400, 'malformed', 'That is no report of a message.')
    const { status } = report
    if (status !== null) {
      const { tenant, outboxId } = await messageOf(deps, request, report.from)
      const outcome = tenant
        ? await takeSmsReport(tenant, { ...report, status, outboxId, at: deps.clock() })
        : 'unknown'
      if (outcome !== 'taken') deps.onRefused(outcome === 'again' ? 'replayed' : 'unknown_message')
    }
    sayNothing(response)
  })
  return router
}

const MessageReference = z.object({ tenantId: z.uuid(), outboxId: z.uuid() })

/**
 * The message that a report is about: its callback's address names it, and that is signed with the rest. Without
 * that, the spa whose number it went out from has to know Twilio's id.
 */
async function messageOf(
  { addressBook }: TwilioRouteDependencies,
  { query }: Request,
  from: string | null,
): Promise<{ tenant: Tenant | null; outboxId: string | null }> {
  const reference = MessageReference.safeParse({
    tenantId: query[STATUS_PARAMETERS.tenantId],
    outboxId: query[STATUS_PARAMETERS.outboxId],
  }).data
  if (reference) return { tenant: addressBook.tenant(reference.tenantId), outboxId: reference.outboxId }
  const tenant = from === null ? null : await findTenantByAddress(addressBook, { channel: 'sms', value: from })
  return { tenant, outboxId: null }
}

/** TwiML for "no answer": it goes out over REST when it is there. */
function sayNothing(response: Response): void {
  response.status(200).type('text/xml').send('<Response/>')
}
