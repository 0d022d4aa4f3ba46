import iconv from 'iconv-lite'
import type { Address } from './check-mail.ts'
import type { StoredMail } from './sendgrid-data.ts'

/** The longest encoded word of RFC 2047 is 75 characters, its frame included. */
const MOST_WORD_BYTES = 30

/** A header block as it stands in the mail, without the empty line at its end. */
export function headerLines(
  mail: StoredMail,
  { charset, contentType }: { charset: string; contentType: string },
): string[] {
  const { from, to, cc, subject, messageId, inReplyTo, references, headers, at } = mail
  const address = ({ email, name }: Address): string =>
    name ? `${/^[\w .'-]+$/.test(name) ? name : encodedWord(name, charset)} <${email}>` : email
  const lines: [string, string][] = [
    ['Received', `by mx.sandbox with SMTP id ${mail.id.slice(0, 8)}; ${dateOf(at)}`],
    ['From', address(from)],
    ['To', to.map(address).join(', ')],
    ...(cc.length > 0 ? [['Cc', cc.map(address).join(', ')] satisfies [string, string]] : []),
    ['Subject', encodedWord(subject, charset)],
    ['Date', dateOf(at)],
    ['Message-ID', messageId],
    ...(inReplyTo === null ? [] : [['In-Reply-To', inReplyTo] satisfies [string, string]]),
    ...(references.length > 0 ? [['References', references.join(' ')] satisfies [string, string]] : []),
    ['MIME-Version', '1.0'],
    ['Content-Type', contentType],
  ]
  const set = Object.entries(headers)
  const isSet = (name: string): boolean => set.some(([other]) => other.toLowerCase() === name.toLowerCase())
  return [...lines.filter(([name]) => !isSet(name)), ...set].map(([name, value]) => `${name}: ${value}`)
}

/** The whole mail, with its parts in the given charset. */
export function rawMime(mail: StoredMail, { charset, boundary }: { charset: string; boundary: string }): Buffer {
  const { text, html, attachments } = mail
  const words = (type: string, value: string): string =>
    part({ 'Content-Type': `${type}; charset="${charset}"` }, iconv.encode(value, charset))
  const both = `${boundary}alt`
  const body =
    html === null
      ? words('text/plain', text)
      : `Content-Type: multipart/alternative; boundary="${both}"\r\n\r\n` +
        together(both, [words('text/plain', text), words('text/html', html)])
  const parts = attachments.map(({ filename, contentType, content, contentId }) =>
    part(
      {
        'Content-Type': contentType,
        'Content-Disposition': `${contentId === null ? 'attachment' : 'inline'}; filename*=UTF-8''${encodeURIComponent(filename)}`,
        ...(contentId === null ? {} : { 'Content-ID': `<${contentId}>` }),
      },
      content,
    ),
  )
  const head = headerLines(mail, { charset, contentType: `multipart/mixed; boundary="${boundary}"` })
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${together(boundary, [body, ...parts])}`)
}

function part(headers: Record<string, string>, content: Buffer): string {
  const lines = Object.entries({ ...headers, 'Content-Transfer-Encoding': 'base64' })
  const base64 = content.toString('base64').replace(/.{76}/g, '$&\r\n')
  return `${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${base64}`
}

function together(boundary: string, parts: readonly string[]): string {
  return `${parts.map((one) => `--${boundary}\r\n${one}\r\n`).join('')}--${boundary}--\r\n`
}

/** As it is when it is plain ASCII, else in words of RFC 2047. */
export function encodedWord(text: string, charset: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  const words: Buffer[] = []
  let word = ''
  for (const character of text) {
    if (iconv.encode(word + character, charset).length > MOST_WORD_BYTES) {
      words.push(iconv.encode(word, charset))
      word = ''
    }
    word += character
  }
  words.push(iconv.encode(word, charset))
  return words.map((bytes) => `=?${charset}?B?${bytes.toString('base64')}?=`).join('\r\n ')
}

function dateOf(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000')
}
