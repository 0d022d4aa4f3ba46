import { createHash } from 'node:crypto'
import PostalMime, { addressParser, type Attachment, type Email, type Mailbox } from 'postal-mime'
import { z } from 'zod'
import { decode } from './charset.ts'
import { messageIdsIn, type EmailFile, type InboundEmail } from './inbound-email.ts'
import { isSenderProved } from './sender-proof.ts'

/** The fields and files of the form that SendGrid posts, as bytes: each field has a charset of its own. */
export interface InboundForm {
  fields: ReadonlyMap<string, Buffer>
  files: readonly (EmailFile & { field: string })[]
  filesLeftOut: number
}

/** What was posted is no email. */
export class UnreadableEmailError extends Error {
  override name = 'UnreadableEmailError'
}

const MOST_FILES = 50
const LIMITS = { maxNestingDepth: 30, maxHeadersSize: 256 * 1024, maxRfc822NestingDepth: 0 } as const
const Envelope = z.object({ to: z.array(z.string().max(320)).max(1000), from: z.string().max(320).optional() })
const Words = z.record(z.string(), z.string())
const FileNotes = z.record(z.string(), z.object({ filename: z.string().optional(), name: z.string().optional() }))

/** Reads either of SendGrid's forms: the parts, each in its charset, or the whole mail in `email`. Throws UnreadableEmailError. */
export async function readForm(form: InboundForm): Promise<InboundEmail> {
  const { fields } = form
  const charsets = jsonField(fields, 'charsets', Words) ?? {}
  const words = (name: string): string | null => {
    const bytes = fields.get(name)
    return bytes === undefined ? null : decode(bytes, charsets[name])
  }
  const raw = fields.get('email')
  const mail = raw === undefined ? null : await parseMime(raw)
  const head = mail ?? (await parseMime(Buffer.from(`${(words('headers') ?? '').trimEnd()}\r\n\r\n`)))
  const envelope = jsonField(fields, 'envelope', Envelope)
  if (!envelope || envelope.to.length === 0) throw new UnreadableEmailError('There is no envelope')
  const headers = headersOf(head)
  const sender = senderOf(words('from'), head)
  const envelopeFrom = envelope.from?.trim() ? envelope.from.trim().toLowerCase() : null
  const files = mail ? mail.attachments.map(fileOfPart) : filesOfForm(form)
  return {
    messageId: messageIdsIn(headers.get('message-id')?.[0])[0] ?? madeUpId(fields),
    from: sender,
    isSenderProved:
      sender !== null &&
      isSenderProved({ from: sender.address, envelopeFrom, dkim: words('dkim') ?? '', spf: words('SPF') ?? '' }),
    recipients: envelope.to.map((address) => address.trim().toLowerCase()),
    envelopeFrom,
    subject: (words('subject') ?? head.subject ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, 998),
    text: mail ? (mail.text ?? null) : words('text'),
    html: mail ? (mail.html ?? null) : words('html'),
    headers,
    inReplyTo: messageIdsIn(headers.get('in-reply-to')?.[0]),
    references: messageIdsIn(headers.get('references')?.[0]),
    files: files.slice(0, MOST_FILES),
    filesLeftOut: Math.max(0, files.length - MOST_FILES) + form.filesLeftOut,
  }
}

/** Throws UnreadableEmailError for what goes over the limits against mails made to hurt. */
async function parseMime(bytes: Buffer): Promise<Email> {
  try {
    return await PostalMime.parse(bytes, LIMITS)
  } catch (error) {
    throw new UnreadableEmailError('The mail cannot be read', { cause: error })
  }
}

function headersOf({ headers }: Email): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { key, value } of headers) found.set(key, [...(found.get(key) ?? []), value])
  return found
}

/** One person writes a mail: with several names in `From`, nobody is meant. */
function senderOf(field: string | null, head: Email): InboundEmail['from'] {
  const written = field?.trim() ? addressParser(field, { flatten: true }) : [head.from].filter(isMailbox)
  const [only, ...more] = written.filter(isMailbox)
  if (!only || more.length > 0) return null
  const address = only.address.trim().toLowerCase()
  if (!/^[^\s@<>"]{1,128}@[^\s@<>"]{1,190}$/.test(address)) return null
  return { name: only.name.replaceAll(/\s+/g, ' ').trim().slice(0, 120), address }
}

function isMailbox(one: unknown): one is Mailbox {
  return typeof one === 'object' && one !== null && 'address' in one && typeof one.address === 'string'
}

function filesOfForm({ fields, files }: InboundForm): EmailFile[] {
  // The part's own file name is in whatever charset the poster had; this one is JSON.
  const notes = jsonField(fields, 'attachment-info', FileNotes) ?? {}
  return files.map(({ field, name, contentType, content }) => ({
    name: notes[field]?.filename ?? notes[field]?.name ?? name,
    contentType,
    content,
  }))
}

function fileOfPart({ filename, mimeType, content }: Attachment): EmailFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content as ArrayBuffer)
  return { name: filename ?? 'attachment', contentType: mimeType, content: bytes }
}

function jsonField<T>(fields: ReadonlyMap<string, Buffer>, name: string, schema: z.ZodType<T>): T | null {
  const bytes = fields.get(name)
  if (bytes === undefined) return null
  try {
    return schema.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    // As good as not there; what cannot be done without is asked for by whoever reads it.
    return null
  }
}

/** The same mail again has the same one, so that it is still taken once. */
function madeUpId(fields: ReadonlyMap<string, Buffer>): string {
  const hash = createHash('sha256')
  for (const name of ['envelope', 'headers', 'from', 'subject', 'text', 'html', 'email']) {
    hash.update(`\0${name}\0`).update(fields.get(name) ?? '')
  }
  return `<${hash.digest('hex')}@without-message-id.invalid>`
}
