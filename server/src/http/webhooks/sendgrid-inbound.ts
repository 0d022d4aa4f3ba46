import type { Request, RequestHandler } from 'express'
import type { InboundEmail } from '../../channels/email/inbound/inbound-email.ts'
import { readForm, UnreadableEmailError } from '../../channels/email/inbound/read-form.ts'
import { receiveEmail } from '../../channels/email/inbound/receive-email.ts'
import { splitTag } from '../../channels/email/message-id.ts'
import { rememberTenants } from '../../channels/find-tenant-by-address.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import { readMultipart } from './sendgrid-form.ts'
import { basicAuth, isSame } from './sendgrid-proof.ts'
import type { Refuse, SendGridRouteDependencies } from './sendgrid-routes.ts'

/** So many of one envelope may be ours. */
const MOST_RECIPIENTS = 50
/** Each is in memory several times over while its files are sealed; anybody may write one. */
const MOST_LARGE_AT_ONCE = 3
const LARGE_BYTES = 2 * 1024 * 1024

/** A mail, in either of the forms of Inbound Parse. Nothing about it is signed: the secret and a password prove it. */
export function takeInboundMail(deps: SendGridRouteDependencies, refuse: Refuse): RequestHandler<{ secret: string }> {
  let largeNow = 0
  const owners = rememberTenants(deps.addressBook)
  return async (request, response) => {
    const { inbound } = deps.settings
    if (!inbound || !isSame(request.params.secret, inbound.secret)) {
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
    const isLarge = !(Number(request.headers['content-length']) <= LARGE_BYTES)
    if (isLarge && largeNow >= MOST_LARGE_AT_ONCE) {
      response.set('Retry-After', '5')
      throw refuse(429, 'busy', 'Other large mails are being taken in.')
    }
    if (isLarge) largeNow++
    try {
      await takeMail({ ...deps, owners }, await readMail(request, refuse))
    } finally {
      if (isLarge) largeNow--
    }
    response.status(200).json({ ok: true })
  }
}

async function readMail(request: Request<{ secret: string }>, refuse: Refuse): Promise<InboundEmail> {
  const reading = await readMultipart(request)
  if (!reading.ok) {
    if (reading.reason === 'wrong_type') throw refuse(415, 'wrong_type', 'Mails come as multipart/form-data.')
    if (reading.reason === 'too_large') throw refuse(413, 'too_large', 'Mails of up to 30 MB are taken.')
    throw refuse(400, 'malformed', 'The form cannot be read.')
  }
  try {
    return await readForm(reading.form)
  } catch (error) {
    if (error instanceof UnreadableEmailError) throw refuse(400, 'malformed', 'The mail cannot be read.')
    throw error
  }
}

type Taking = SendGridRouteDependencies & { owners: ReturnType<typeof rememberTenants> }

async function takeMail(deps: Taking, mail: InboundEmail): Promise<void> {
  const recipients = mail.recipients.map((recipient) => splitTag(recipient).address)
  const addresses = [...new Set(recipients)].slice(0, MOST_RECIPIENTS)
  const sender = mail.from ? splitTag(mail.from.address).address : null
  const spas = await spasOf(deps, addresses)
  // Taken, though it is nobody's: sending it again would change nothing.
  if (spas.size === 0) return deps.onRefused('unknown_address')
  const [from] = sender === null ? [] : await deps.owners.find('email', [sender], deps.clock().getTime())
  // Mail from ourselves, passed on or thrown back: answering it would never end.
  if (from || sender === deps.settings.from.toLowerCase()) return deps.onRefused('own_address')
  for (const { tenant, ours } of spas.values()) await takeForSpa(deps, { tenant, ours, mail })
}

/** The spas that these addresses are of, each with the one that it was reached by: a mail to two of one spa is one mail. */
async function spasOf(
  { owners, clock }: Taking,
  addresses: readonly string[],
): Promise<Map<string, { tenant: Tenant; ours: string }>> {
  const now = clock().getTime()
  const known = await owners.find('email', addresses, now)
  // What was nobody's half a minute ago may be somebody's by now, and this mail comes once.
  const unknown = addresses.filter((_, index) => !known[index])
  for (const address of unknown) owners.forget('email', address)
  const found = unknown.length === 0 ? known : await owners.find('email', addresses, now)
  const spas = new Map<string, { tenant: Tenant; ours: string }>()
  for (const [index, ours] of addresses.entries()) {
    const tenant = found[index]
    if (tenant && !spas.has(tenant.id)) spas.set(tenant.id, { tenant, ours })
  }
  return spas
}

async function takeForSpa(
  deps: Taking,
  { tenant, ours, mail }: { tenant: Tenant; ours: string; mail: InboundEmail },
): Promise<void> {
  const outcome = await receiveEmail(deps, { tenant, mail, ours })
  deps.logger.info({ tenantId: tenant.id, outcome, files: mail.files.length }, 'email taken in')
  if (outcome === 'taken_before') deps.onRefused('replayed')
  if (outcome !== 'not_ours') return
  // It was given to another spa since it was looked up.
  deps.owners.forget('email', ours)
  const [owner] = await deps.owners.find('email', [ours], deps.clock().getTime())
  if (!owner || owner.id === tenant.id) return deps.onRefused('unknown_address')
  await receiveEmail(deps, { tenant: owner, mail, ours })
}
