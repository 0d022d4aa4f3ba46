import type { InboundEmail } from './inbound-email.ts'

/**
 * What nobody waits for an answer to. `reply`: a machine answers in somebody's name (out of office, a
 * ticket system), which belongs to the thread. `list`: sent to many. `bounce`: a mail server speaks.
 */
export type Automatic = 'reply' | 'list' | 'bounce'

const SERVERS = /^(mailer-daemon|postmaster|mail-daemon|mdaemon|bounces?([+=_-].*)?)@/
const NOBODY = /^(no[._-]?reply|do[._-]?not[._-]?reply|noreply[._+-].*|no-reply[._+-].*)@/
const AWAY =
  /^(automatic(ally)? (reply|response|generated)|auto[- ]?(reply|response)|out of (the )?office|abwesenheit|automatische antwort|automatisch antwoord|r[ée]ponse automatique|respuesta autom[áa]tica|risposta automatica|resposta autom[áa]tica|自動(返信|応答))/i

/** Null for a mail that a person wrote to us. By RFC 3834, and by what mail programs do instead. */
export function automaticKind({ headers, from, envelopeFrom, subject }: InboundEmail): Automatic | null {
  const header = (name: string): string => headers.get(name)?.[0]?.trim().toLowerCase() ?? ''
  const sender = from?.address ?? ''
  const contentType = header('content-type')
  if (sender === '' || SERVERS.test(sender) || contentType.startsWith('multipart/report')) return 'bounce'
  if (header('x-failed-recipients') !== '') return 'bounce'
  if (['list-id', 'list-unsubscribe', 'list-post', 'list-help'].some((name) => headers.has(name))) return 'list'
  if (/^(bulk|list|junk)\b/.test(header('precedence'))) return 'list'
  const submitted = header('auto-submitted')
  if (submitted !== '' && submitted !== 'no' && !submitted.startsWith('no;')) return 'reply'
  if (header('precedence') === 'auto_reply') return 'reply'
  // "None" asks for nothing to be suppressed.
  const suppressed = header('x-auto-response-suppress')
  if (suppressed !== '' && suppressed !== 'none') return 'reply'
  if (['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-mail-autoreply'].some((name) => headers.has(name))) {
    return 'reply'
  }
  if (AWAY.test(subject) || NOBODY.test(sender)) return 'reply'
  return envelopeFrom === null || SERVERS.test(envelopeFrom) ? 'bounce' : null
}
