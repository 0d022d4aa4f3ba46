import { randomBytes } from 'node:crypto'
import iconv from 'iconv-lite'
import { deliverWebhook, waitOnClock } from '../messaging/deliver-webhook.ts'
import { shuffled } from '../messaging/hold-and-shuffle.ts'
import { publicAddress } from '../messaging/messaging-state.ts'
import { headerLines, rawMime } from './mime.ts'
import { inWords } from './send-mail.ts'
import { keepMail, type StoredMail } from './sendgrid-data.ts'
import type { SendGridState } from './sendgrid-state.ts'
import { tryAgain } from './try-again.ts'

export const INBOUND_PATH = '/webhooks/sendgrid/inbound'
const GIVE_UP_MS = 3 * 24 * 3_600_000
const TIMEOUT_MS = 30_000

/** In which charset each field of the form is written. */
export type Charsets = Partial<Record<'text' | 'html' | 'subject' | 'from' | 'to' | 'cc', string>>

/** A mail reaches the addresses that SendGrid takes mail for; resolves when the server has it, or it is given up. */
export function receiveMail(state: SendGridState, mail: StoredMail, charsets: Charsets): Promise<void> {
  keepMail(state.data, mail)
  const { parse } = state.data
  const url = parse.url ?? publicAddress(state, `${INBOUND_PATH}/${encodeURIComponent(parse.secret)}`)
  const boundary = `xYzZY${randomBytes(9).toString('base64url').replace(/[-_]/g, 'x')}`
  return deliverWebhook(state, {
    entry: {
      provider: 'sendgrid',
      kind: 'email',
      about: mail.id,
      whom: [mail.from.email, ...mail.recipients],
      summary: mail.subject.slice(0, 60),
      url,
    },
    carryOut(delivery) {
      const body = formData(fieldsOf(state, mail, charsets), boundary)
      const password = delivery.isForged ? `not ${parse.password}` : parse.password
      const headers = {
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'user-agent': 'SendGrid Inbound Parse',
        authorization: `Basic ${Buffer.from(`${parse.user}:${password}`).toString('base64')}`,
      }
      return tryAgain(delivery, {
        giveUpMs: GIVE_UP_MS,
        wait: (ms) => waitOnClock(state, ms),
        once: () => delivery.post({ url: url ?? '', headers, body }, { timeoutMs: TIMEOUT_MS }),
      })
    },
  })
}

interface Field {
  name: string
  content: Buffer
  /** Of a file. */
  filename?: string
  contentType?: string
}

function fieldsOf({ data: { parse } }: SendGridState, mail: StoredMail, given: Charsets): Field[] {
  const { from, to, cc, recipients, attachments, html } = mail
  const written: Record<string, string> = {
    from: inWords(from),
    to: to.map(inWords).join(', '),
    ...(cc.length > 0 ? { cc: cc.map(inWords).join(', ') } : {}),
    subject: mail.subject,
    ...(parse.isRaw ? {} : { text: mail.text, ...(html === null ? {} : { html }) }),
  }
  const charsets = Object.fromEntries(
    Object.keys(written).map((name) => [name, given[name as keyof Charsets] ?? 'UTF-8']),
  )
  const charset = given.text ?? 'UTF-8'
  const domain = from.email.split('@')[1] ?? ''
  const plain: Record<string, string> = {
    dkim: `{@${domain} : pass}`,
    SPF: 'pass',
    sender_ip: '127.0.0.1',
    envelope: JSON.stringify({ to: recipients, from: from.email }),
    charsets: JSON.stringify(charsets),
    ...(parse.checksSpam ? { spam_score: '0.011', spam_report: 'Spam detection software has found nothing.' } : {}),
  }
  const files: Field[] = []
  if (!parse.isRaw) {
    const contentType = `multipart/mixed; charset="${charset}"`
    plain.headers = `${headerLines(mail, { charset, contentType }).join('\n')}\n`
    plain.attachments = String(attachments.length)
    for (const [index, { filename, contentType, content }] of attachments.entries()) {
      files.push({ name: `attachment${index + 1}`, content, filename, contentType })
    }
    if (files.length > 0) Object.assign(plain, aboutAttachments(mail))
  }
  const encode = ([name, value]: [string, string]): Field => ({
    name,
    content: iconv.encode(value, charsets[name] ?? 'utf8'),
  })
  const raw = parse.isRaw
    ? [{ name: 'email', content: rawMime(mail, { charset, boundary: `b${mail.id.replace(/-/g, '')}` }) }]
    : []
  // In another order every time: nobody may rely on one.
  return shuffled([...Object.entries(written).map(encode), ...Object.entries(plain).map(encode), ...files, ...raw])
}

function aboutAttachments({ attachments }: StoredMail): Record<string, string> {
  const info = attachments.map(({ filename, contentType, contentId }, index): [string, object] => [
    `attachment${index + 1}`,
    { filename, name: filename, type: contentType, ...(contentId === null ? {} : { 'content-id': contentId }) },
  ])
  const ids = attachments.flatMap(({ contentId }, index) =>
    contentId === null ? [] : [[contentId, `attachment${index + 1}`] satisfies [string, string]],
  )
  return {
    'attachment-info': JSON.stringify(Object.fromEntries(info)),
    ...(ids.length > 0 ? { 'content-ids': JSON.stringify(Object.fromEntries(ids)) } : {}),
  }
}

/** Written by hand: the platform's own form data knows UTF-8 alone. */
function formData(fields: readonly Field[], boundary: string): Buffer<ArrayBuffer> {
  const quoted = (text: string): string => text.replace(/[\r\n]/g, ' ').replace(/"/g, '%22')
  const pieces = fields.flatMap(({ name, content, filename, contentType }) => {
    const file = filename === undefined ? '' : `; filename="${quoted(filename)}"`
    const type = contentType === undefined ? '' : `\r\nContent-Type: ${quoted(contentType)}`
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}${type}\r\n\r\n`
    return [Buffer.from(head), content, Buffer.from('\r\n')]
  })
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)])
}
