import { randomUUID } from 'node:crypto'
import iconv from 'iconv-lite'
import { z } from 'zod'
import { ControlProblem } from '../messaging/control-problem.ts'
import type { Address } from './check-mail.ts'
import { mailEvent, type MailEvent } from './events.ts'
import { receiveMail, type Charsets } from './receive-mail.ts'
import { suppress } from './send-mail.ts'
import {
  defaultSendGridData,
  EVENTS,
  messageIds,
  newMessageId,
  type Attachment,
  type ParseSettings,
  type SendGridSettings,
  type StoredMail,
  type Suppression,
} from './sendgrid-data.ts'
import type { SendGridState } from './sendgrid-state.ts'

const MOST_BYTES = 30 * 1024 * 1024
const HTTP = z.url({ protocol: /^https?$/ })
const Charset = z.string().refine((name) => iconv.encodingExists(name), 'A charset that is known')
const PerField = z.partialRecord(z.enum(['text', 'html', 'subject', 'from', 'to', 'cc']), Charset)
const Person = z.string().transform((words, context): Address => {
  const [, name = '', email = ''] = /^(?:"?([^"<]*?)"?\s*)<([^<>\s]+@[^<>\s]+)>$/.exec(words.trim()) ?? [
    '',
    '',
    words.trim(),
  ]
  if (!/^[^\s@<>]+@[^\s@<>]+$/.test(email)) context.addIssue('An address, such as Ana <ana@mail.example>')
  return name === '' ? { email } : { email, name }
})
const People = z.union([Person.transform((one) => [one]), z.array(Person).min(1)])

export const InboundMail = z.strictObject({
  from: Person,
  to: People,
  cc: z.union([People, z.tuple([])]).default([]),
  /** Who it is really delivered to, when that is somebody else than in `to` and `cc`. */
  envelopeTo: z.array(z.email()).optional(),
  subject: z.string().max(1000).default(''),
  text: z.string().default(''),
  html: z.string().optional(),
  attachments: z
    .array(
      z.strictObject({
        filename: z.string().min(1).max(255),
        contentType: z.string().default('application/octet-stream'),
        contentBase64: z.base64(),
        /** Shown inside the HTML as `cid:…`. */
        contentId: z.string().optional(),
      }),
    )
    .max(50)
    .default([]),
  /** Message-ID, In-Reply-To, References, Auto-Submitted and so on. */
  headers: z.record(z.string().regex(/^[\w-]+$/), z.string().regex(/^[^\r\n]*$/)).default({}),
  /** One for text and HTML, or one for each field. */
  charset: z.union([Charset, PerField]).optional(),
})

export const EventReport = z.strictObject({
  /** Of the mail, or the X-Message-Id that the server was given. */
  id: z.string(),
  event: z.enum(EVENTS),
  /** Null: its first recipient. */
  email: z.string().nullable().default(null),
  /** Further fields of the event, such as url, reason or type. */
  more: z.record(z.string(), z.unknown()).default({}),
})

export const MailSettings = z.strictObject({
  parseUrl: HTTP.nullable().optional(),
  user: z.string().optional(),
  password: z.string().optional(),
  secret: z.string().min(1).optional(),
  isRaw: z.boolean().optional(),
  checksSpam: z.boolean().optional(),
  eventsUrl: HTTP.nullable().optional(),
})

/** What tests and the page may do at the sandbox's SendGrid; `/control/mail*` offers the same over HTTP. Throws ControlProblem. */
export interface SendGridControl {
  /** Both ways, oldest first; with an address: those that it sent or got. */
  mails: (address?: string) => StoredMail[]
  mail: (id: string) => StoredMail
  attachment: (id: string, index: number) => Attachment
  /** Somebody writes; `delivered` resolves when the server has it, or it is given up. */
  receive: (mail: z.input<typeof InboundMail>) => { id: string; messageId: string; delivered: Promise<void> }
  /** Something happens to a mail that was sent. */
  event: (report: z.input<typeof EventReport>) => MailEvent
  suppressions: () => { email: string; reason: Suppression }[]
  unsuppress: (email: string) => void
  settings: () => ParseSettings & { eventsUrl: string | null }
  setSettings: (change: z.infer<typeof MailSettings>) => void
  /** Of the event webhook: DER in base64. */
  publicKey: () => string
  clearMails: () => void
  /** As it was at the start. */
  reset: () => void
}

export function sendGridControl(state: SendGridState, settings: SendGridSettings): SendGridControl {
  const { data } = state
  const mailOf = (id: string): StoredMail => {
    const found = data.mails.get(id) ?? [...data.mails.values()].find(({ sendGridId }) => sendGridId === id)
    if (!found) throw new ControlProblem(404, `There is no mail ${id}.`)
    return found
  }
  return {
    mails(address) {
      const all = [...data.mails.values()]
      const wanted = address?.toLowerCase()
      return wanted === undefined ? all : all.filter((mail) => isOf(mail, wanted))
    },
    mail: mailOf,
    attachment(id, index) {
      const found = mailOf(id).attachments[index]
      if (!found) throw new ControlProblem(404, 'There is no such attachment.')
      return found
    },
    receive(given) {
      const { mail, charsets } = readMail(InboundMail.parse(given), state.clock.now())
      const size = mail.attachments.reduce((sum, { content }) => sum + content.length, 0)
      if (size > MOST_BYTES) throw new ControlProblem(413, 'SendGrid takes mails of up to 30 MB.')
      return { id: mail.id, messageId: mail.messageId, delivered: receiveMail(state, mail, charsets) }
    },
    event(given) {
      const { id, event, email, more } = EventReport.parse(given)
      const mail = mailOf(id)
      const whom = email ?? mail.recipients[0] ?? ''
      if (mail.direction === 'in') throw new ControlProblem(400, 'Events are about mails that were sent.')
      suppress(state, whom, event, more)
      return mailEvent(state, mail, { event, email: whom, more })
    },
    suppressions: () => [...data.suppressions].map(([email, reason]) => ({ email, reason })),
    unsuppress: (email) => void data.suppressions.delete(email.toLowerCase()),
    settings: () => ({ ...data.parse, eventsUrl: data.eventsUrl }),
    setSettings(change) {
      const { parseUrl, eventsUrl, ...rest } = MailSettings.parse(change)
      Object.assign(data.parse, rest, parseUrl === undefined ? {} : { url: parseUrl })
      if (eventsUrl !== undefined) data.eventsUrl = eventsUrl
    },
    publicKey: () => state.keys.publicKey,
    clearMails: () => data.mails.clear(),
    reset() {
      state.pending.events = []
      Object.assign(data, defaultSendGridData(settings))
    },
  }
}

function isOf({ from, recipients }: StoredMail, address: string): boolean {
  return [from.email, ...recipients].some((email) => email.toLowerCase() === address)
}

function readMail(given: z.output<typeof InboundMail>, now: number): { mail: StoredMail; charsets: Charsets } {
  const { from, to, cc, subject, text, html = null, attachments, headers, charset } = given
  const header = (name: string): string | undefined =>
    Object.entries(headers).find(([other]) => other.toLowerCase() === name)?.[1]
  const mail: StoredMail = {
    id: randomUUID(),
    at: now,
    direction: 'in',
    messageId: messageIds(header('message-id'))[0] ?? newMessageId(from.email.split('@')[1] ?? 'sandbox'),
    inReplyTo: messageIds(header('in-reply-to'))[0] ?? null,
    references: messageIds(header('references')),
    from,
    replyTo: null,
    to,
    cc,
    recipients: given.envelopeTo ?? [...to, ...cc].map(({ email }) => email),
    subject,
    text,
    html,
    attachments: attachments.map(({ filename, contentType, contentBase64, contentId = null }) => ({
      filename,
      contentType,
      content: Buffer.from(contentBase64, 'base64'),
      contentId,
    })),
    headers,
    customArgs: {},
    categories: [],
    sendGridId: null,
    events: [],
  }
  const charsets = typeof charset === 'string' ? { text: charset, html: charset } : (charset ?? {})
  return { mail, charsets }
}
