import { randomUUID } from 'node:crypto'
import { messagingStrike, type Outcome } from '../messaging/messaging-faults.ts'
import type { Address, MailBody } from './check-mail.ts'
import { mailEvent } from './events.ts'
import { keepMail, messageIds, type Attachment, type EventName, type StoredMail } from './sendgrid-data.ts'
import type { SendGridState } from './sendgrid-state.ts'

const PROCESSED_MS = 20
const ENDED_MS = 120
const AGAIN_MS = 1000

/** Takes a mail: one for each personalization, in the mailboxes of its recipients and in the outbox. */
export function sendMail(state: SendGridState, body: MailBody, sendGridId: string): void {
  const now = state.clock.now()
  for (const one of body.personalizations) {
    const { to, cc = [], bcc = [] } = one
    const headers = { ...body.headers, ...one.headers }
    const header = (name: string): string | undefined =>
      Object.entries(headers).find(([other]) => other.toLowerCase() === name)?.[1]
    const mail: StoredMail = {
      id: randomUUID(),
      at: now,
      direction: 'out',
      messageId: messageIds(header('message-id'))[0] ?? `<${sendGridId}@geopod-ismtpd-sandbox>`,
      inReplyTo: messageIds(header('in-reply-to'))[0] ?? null,
      references: messageIds(header('references')),
      from: one.from ?? body.from,
      replyTo: body.reply_to ?? body.reply_to_list?.[0] ?? null,
      to,
      cc,
      recipients: [...to, ...cc, ...bcc].map(({ email }) => email),
      subject: one.subject ?? body.subject ?? '',
      text: partOf(body, 'text/plain') ?? '',
      html: partOf(body, 'text/html') ?? null,
      attachments: attachmentsOf(body),
      headers,
      customArgs: { ...body.custom_args, ...one.custom_args },
      categories: body.categories ?? [],
      sendGridId,
      events: [],
    }
    keepMail(state.data, mail)
    noteInOutbox(state, mail, { recipients: [...to, ...cc, ...bcc] })
    const sendAt = one.send_at ?? body.send_at
    const go = (): void => {
      for (const email of mail.recipients) underWay(state, mail, email)
    }
    if (sendAt === undefined) go()
    else state.clock.alarm(Math.max(sendAt * 1000, now), go)
  }
}

function noteInOutbox({ outbox }: SendGridState, mail: StoredMail, { recipients }: { recipients: Address[] }): void {
  const { at, sendGridId, subject, text, html, headers, attachments } = mail
  for (const recipient of recipients) {
    outbox.add({
      at: new Date(at).toISOString(),
      kind: 'email',
      id: sendGridId ?? '',
      from: inWords(mail.from),
      to: inWords(recipient),
      subject,
      text,
      ...(html ? { html } : {}),
      ...(Object.keys(headers).length > 0 ? { headers } : {}),
      ...(attachments.length > 0 ? { attachments: attachments.map(({ filename }) => filename) } : {}),
    })
  }
}

export function inWords({ email, name }: Address): string {
  return name ? `${name} <${email}>` : email
}

function partOf({ content = [] }: MailBody, type: string): string | undefined {
  return content.find((part) => part.type === type)?.value
}

/** Attachments, and further parts such as an invitation in `text/calendar`. */
function attachmentsOf({ attachments = [], content = [] }: MailBody): Attachment[] {
  const parts = content.filter(({ type }) => type !== 'text/plain' && type !== 'text/html')
  return [
    ...attachments.map(({ filename, type, content, disposition, content_id: id }) => ({
      filename,
      contentType: type ?? 'application/octet-stream',
      content: Buffer.from(content, 'base64'),
      contentId: disposition === 'inline' ? (id ?? null) : null,
    })),
    ...parts.map(({ type, value }, index) => ({
      filename: type.startsWith('text/calendar') ? 'invite.ics' : `part-${index + 1}`,
      contentType: type,
      content: Buffer.from(value),
      contentId: null,
    })),
  ]
}

const SUPPRESSED = {
  bounce: 'Bounced Address',
  spamreport: 'Spam Reporting Address',
  unsubscribe: 'Unsubscribed Address',
}

function underWay(state: SendGridState, mail: StoredMail, email: string): void {
  const { clock, data, faults } = state
  const now = clock.now()
  const { mails } = data
  const tell = (ms: number, event: EventName, more: Record<string, unknown> = {}): void =>
    void clock.alarm(now + ms, () => {
      // After a reset nothing is heard of what was before.
      if (state.closed.aborted || data.mails !== mails) return
      mailEvent(state, mail, { event, email, more })
      suppress(state, email, event, more)
    })
  const suppression = data.suppressions.get(email.toLowerCase())
  if (suppression) return tell(PROCESSED_MS, 'dropped', { reason: SUPPRESSED[suppression], status: '5.0.0' })
  const fault = messagingStrike(faults, 'fails', { provider: 'sendgrid', whom: [email, mail.from.email] })
  const outcome: Outcome | null = fault ? (fault.outcome ?? 'bounce') : null
  if (outcome === 'dropped') return tell(PROCESSED_MS, 'dropped', { reason: 'Invalid', status: '5.0.0' })
  tell(PROCESSED_MS, 'processed')
  if (outcome === 'bounce' || outcome === 'failed' || outcome === 'undelivered') {
    const reason = '550 5.1.1 The email account that you tried to reach does not exist.'
    return tell(ENDED_MS, 'bounce', {
      reason,
      status: '5.1.1',
      type: 'bounce',
      bounce_classification: 'Invalid Address',
    })
  }
  if (outcome === 'blocked') {
    const reason = '550 5.7.1 Message rejected'
    return tell(ENDED_MS, 'bounce', { reason, status: '5.7.1', type: 'blocked', bounce_classification: 'Content' })
  }
  const response = '250 2.0.0 OK'
  if (outcome === 'deferred') {
    tell(ENDED_MS, 'deferred', { response: '451 4.7.1 Try again later', attempt: '1' })
    return tell(ENDED_MS + (fault?.ms ?? AGAIN_MS), 'delivered', { response, ip: '127.0.0.1', tls: 1 })
  }
  tell(ENDED_MS, 'delivered', { response, ip: '127.0.0.1', tls: 1 })
  if (outcome !== null) tell(ENDED_MS * 2, outcome)
}

/** Nothing more is sent to where it bounced or was not wanted. */
export function suppress(state: SendGridState, email: string, event: EventName, more: Record<string, unknown>): void {
  const isLasting = (event === 'bounce' && more.type !== 'blocked') || event === 'spamreport' || event === 'unsubscribe'
  if (isLasting) state.data.suppressions.set(email.toLowerCase(), event)
}
