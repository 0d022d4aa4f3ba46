import type { Address } from '../../sendgrid/check-mail.ts'
import type { StoredMail } from '../../sendgrid/sendgrid-data.ts'

/** Who an answer goes to: a mail's Reply-To, else its sender; a mail of one's own goes on to the same people. */
export function replyTo(mail: StoredMail): Address {
  if (mail.direction === 'in') return mail.to[0] ?? mail.from
  return mail.replyTo ?? mail.from
}

export function replySubject({ subject }: StoredMail): string {
  return /^re:/i.test(subject) ? subject : `Re: ${subject}`
}

/** What makes it an answer for a mail program. */
export function replyHeaders({ messageId, references }: StoredMail): Record<string, string> {
  return { 'In-Reply-To': messageId, References: [...references, messageId].join(' ') }
}

/** The line that mail programs put over what they quote. */
export function quoteLine({ at, from }: StoredMail): string {
  const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(at)
  return `On ${day.replace(/\s/g, ' ')}, ${from.name ? `${from.name} <${from.email}>` : from.email} wrote:`
}

export function quoted(mail: StoredMail): string {
  const lines = mail.text.trimEnd().split(/\r?\n/)
  return `${quoteLine(mail)}\n${lines.map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`)).join('\n')}\n`
}

/** The HTML of a mail that was written here, with what it quotes as Gmail has it. */
export function replyHtml(words: string, mail: StoredMail | null): string {
  const own = `<div dir="ltr">${paragraphs(words)}</div>`
  if (!mail) return own
  const history = mail.html ?? paragraphs(mail.text)
  return (
    `${own}<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">${escaped(quoteLine(mail))}<br></div>` +
    `<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">${history}</blockquote></div>`
  )
}

function paragraphs(words: string): string {
  return escaped(words).replace(/\r?\n/g, '<br>')
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
