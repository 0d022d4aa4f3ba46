import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import type { EmailSender } from '../adapters/email/email.ts'
import { EmailRefusedError } from '../adapters/email/email.ts'
import type { PrismaClient } from '../db/client.ts'
import type { Tenant } from '../db/for-tenant.ts'
import { createSharedLimit } from '../db/shared-limit.ts'
import type { Enqueue, JobTransaction } from '../queue/enqueue.ts'
import type { AccountMailKind, JobPayload } from '../queue/jobs.ts'
import { accountMailWords } from './account-mail-words.ts'

export type MailLocale = JobPayload<'send-account-mail'>['locale']

/** Mail about a person's own account. It belongs to no spa, so it does not go through a spa's outbox. */
export interface AccountMail {
  /**
   * Queues one mail. Does nothing when this person has been sent too many of the kind: whoever asks is
   * never told, because the answer must not depend on whose address it is.
   */
  send(mail: {
    kind: Exclude<AccountMailKind, 'invitation'>
    userId: string
    locale: MailLocale
    token?: string
  }): Promise<void>
  /** Queues the mail of an invitation in the transaction that makes it. */
  invite(
    tx: JobTransaction,
    mail: { tenantId: string; invitationId: string; locale: MailLocale; token: string },
  ): Promise<void>
}

const MAILS_PER_HOUR = 5

export function createAccountMail(deps: { database: PrismaClient; enqueue: Enqueue; secret: string }): AccountMail {
  const { database, enqueue, secret } = deps
  const limit = createSharedLimit(
    { database, secret },
    { name: 'account-mail', points: MAILS_PER_HOUR, seconds: 60 * 60 },
  )
  const seal = (token: string) => symmetricEncrypt({ key: secret, data: token })
  return {
    async send({ kind, userId, locale, token }) {
      if (!(await limit.take(`${kind}:${userId}`)).ok) return
      const sealedToken = token === undefined ? null : await seal(token)
      await database.$transaction((tx) =>
        enqueue(tx, 'send-account-mail', { tenantId: null, kind, recipientId: userId, locale, sealedToken }),
      )
    },
    async invite(tx, { tenantId, invitationId, locale, token }) {
      const sealedToken = await seal(token)
      await enqueue(tx, 'send-account-mail', {
        tenantId,
        kind: 'invitation',
        recipientId: invitationId,
        locale,
        sealedToken,
      })
    },
  }
}

export interface AccountMailJobContext {
  database: PrismaClient
  tenant: (tenantId: string) => Tenant
  email: EmailSender
  secret: string
  /** Without a slash at the end. */
  publicBaseUrl: string
}

/** Sends one mail. Throws when it should be tried again; what has become pointless is left. */
export async function runAccountMail(
  context: AccountMailJobContext,
  payload: JobPayload<'send-account-mail'>,
): Promise<void> {
  const recipient = await findRecipient(context, payload)
  if (!recipient) return
  const { kind, locale, sealedToken } = payload
  const token = sealedToken === null ? null : await symmetricDecrypt({ key: context.secret, data: sealedToken })
  const link = context.publicBaseUrl + pathOf(kind, token)
  const { subject, paragraphs, button } = accountMailWords[locale][kind]({ ...recipient, link })
  try {
    await context.email.send({
      to: recipient.email,
      from: { name: 'Ava', address: null },
      replyTo: null,
      subject,
      text: [...paragraphs, ...(button === null ? [] : [`${button}: ${link}`])].join('\n\n'),
      html: asHtml({ paragraphs, button, link }),
      headers: { 'Auto-Submitted': 'auto-generated' },
      files: [],
      reference: null,
    })
  } catch (error) {
    // The provider will never take it: trying again changes nothing.
    if (!(error instanceof EmailRefusedError)) throw error
  }
}

interface Recipient {
  email: string
  name: string
  spa: string
  inviter: string
}

async function findRecipient(
  { database, tenant }: AccountMailJobContext,
  { tenantId, recipientId }: JobPayload<'send-account-mail'>,
): Promise<Recipient | null> {
  if (tenantId === null) {
    const user = await database.user.findUnique({ where: { id: recipientId }, select: { email: true, name: true } })
    return user && { ...user, spa: '', inviter: '' }
  }
  const invitation = await tenant(tenantId).db.invitation.findFirst({
    where: { id: recipientId },
    include: { tenant: { select: { name: true } } },
  })
  // Taken back, or accepted, before its mail was sent.
  if (!invitation) return null
  const inviter = await database.user.findUnique({ where: { id: invitation.invitedBy }, select: { name: true } })
  return {
    email: invitation.email,
    name: '',
    spa: invitation.tenant.name,
    inviter: inviter?.name ?? invitation.tenant.name,
  }
}

/** Tokens travel behind the #, which browsers send to nobody and no log holds. */
function pathOf(kind: AccountMailKind, token: string | null): string {
  const secret = token === null ? '' : `#${encodeURIComponent(token)}`
  switch (kind) {
    case 'verify-email':
      return `/verify${secret}`
    case 'reset-password':
      return `/reset${secret}`
    case 'invitation':
      return `/invitation${secret}`
    case 'already-registered':
      return '/sign-in'
    default:
      return '/account'
  }
}

function asHtml({ paragraphs, button, link }: { paragraphs: string[]; button: string | null; link: string }): string {
  const words = paragraphs.map((text) => `<p style="margin:0 0 16px">${escaped(text)}</p>`).join('')
  const action =
    button === null
      ? ''
      : `<p style="margin:24px 0"><a href="${escaped(link)}" style="background:#1f5f4f;color:#fff;padding:10px 18px;border-radius:8px;text-decoration:none">${escaped(button)}</a></p>`
  return `<div style="font:16px/1.5 system-ui,sans-serif;color:#1c1c1a;max-width:32rem">${words}${action}</div>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
