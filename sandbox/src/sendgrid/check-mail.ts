import { attachmentProblems, replyToListProblems, sendAtProblems } from './check-mail-extras.ts'
import { isObject, isWords, problem, type MailProblem } from './mail-problem.ts'

export interface Address {
  email: string
  name?: string
}

export interface MailBody {
  personalizations: {
    to: Address[]
    cc?: Address[]
    bcc?: Address[]
    from?: Address
    subject?: string
    headers?: Record<string, string>
    custom_args?: Record<string, string>
    send_at?: number
  }[]
  from: Address
  reply_to?: Address
  reply_to_list?: Address[]
  subject?: string
  content?: { type: string; value: string }[]
  attachments?: { content: string; filename: string; type?: string; disposition?: string; content_id?: string }[]
  headers?: Record<string, string>
  custom_args?: Record<string, string>
  categories?: string[]
  send_at?: number
  template_id?: string
}

const TOP_LEVEL = new Set(
  (
    'personalizations from reply_to reply_to_list subject content attachments template_id headers categories custom_args ' +
    'send_at batch_id asm ip_pool_name mail_settings tracking_settings'
  ).split(' '),
)
const IN_PERSONALIZATION = new Set(
  'to cc bcc from subject headers substitutions dynamic_template_data custom_args send_at'.split(' '),
)
const EMAIL = /^[^\s@<>"]+@[^\s@<>".]+(?:\.[^\s@<>".]+)+$/
const RESERVED_HEADERS =
  /^(?:x-sg-id|x-sg-eid|received|dkim-signature|content-type|content-transfer-encoding|to|from|subject|reply-to|cc|bcc)$/i
const MOST_PERSONALIZATIONS = 1000
const MOST_RECIPIENTS = 1000
const MOST_CUSTOM_ARGS_BYTES = 10_000
const MOST_CATEGORY_LENGTH = 255

/** Everything SendGrid would complain about; empty when the mail is taken. `now` in milliseconds since 1970. */
export function mailProblems(body: unknown, now: number): MailProblem[] {
  if (!isObject(body)) return [problem('Bad Request', null)]
  const unknown = Object.keys(body).filter((name) => !TOP_LEVEL.has(name))
  return [
    ...unknown.map((name) => problem(`Additional property ${name} is not allowed`, name)),
    ...personalizationProblems(body.personalizations, now),
    ...addressProblems(body.from, 'from'),
    ...(body.reply_to === undefined ? [] : addressProblems(body.reply_to, 'reply_to')),
    ...replyToListProblems(body, addressProblems),
    ...subjectProblems(body),
    ...contentProblems(body),
    ...attachmentProblems(body.attachments),
    ...headerProblems(body.headers, 'headers'),
    ...customArgProblems(body.custom_args, 'custom_args'),
    ...sendAtProblems(body.send_at, { field: 'send_at', now }),
    ...categoryProblems(body.categories),
  ]
}

function personalizationProblems(value: unknown, now: number): MailProblem[] {
  if (!Array.isArray(value) || value.length === 0) {
    return [
      problem('The personalizations field is required and must have at least one personalization.', 'personalizations'),
    ]
  }
  if (value.length > MOST_PERSONALIZATIONS) {
    return [
      problem(
        `There are too many personalizations. You have ${value.length}, the limit is ${MOST_PERSONALIZATIONS}.`,
        'personalizations',
      ),
    ]
  }
  const recipients = value.reduce((sum: number, entry: unknown) => sum + recipientsOf(entry), 0)
  if (recipients > MOST_RECIPIENTS) {
    const message = `There are too many recipients. You have ${recipients}, the limit is ${MOST_RECIPIENTS}.`
    return [problem(message, 'personalizations')]
  }
  return value.flatMap((entry: unknown, index) => {
    const field = `personalizations.${index}`
    if (!isObject(entry)) return [problem('The personalization must be an object.', field)]
    const unknown = Object.keys(entry).filter((name) => !IN_PERSONALIZATION.has(name))
    return [
      ...unknown.map((name) => problem(`Additional property ${name} is not allowed`, `${field}.${name}`)),
      ...recipientProblems(entry, field),
      ...(entry.from === undefined ? [] : addressProblems(entry.from, `${field}.from`)),
      ...headerProblems(entry.headers, `${field}.headers`),
      ...customArgProblems(entry.custom_args, `${field}.custom_args`),
      ...sendAtProblems(entry.send_at, { field: `${field}.send_at`, now }),
    ]
  })
}

function recipientsOf(entry: unknown): number {
  if (!isObject(entry)) return 0
  return ['to', 'cc', 'bcc'].reduce((sum, kind) => sum + (Array.isArray(entry[kind]) ? entry[kind].length : 0), 0)
}

function recipientProblems(entry: Record<string, unknown>, field: string): MailProblem[] {
  if (!Array.isArray(entry.to) || entry.to.length === 0) {
    return [
      problem(
        'The to array is required for all personalization objects, and must have at least one email object with a valid email address.',
        `${field}.to`,
      ),
    ]
  }
  const seen = new Set<string>()
  const problems: MailProblem[] = []
  for (const kind of ['to', 'cc', 'bcc']) {
    const list = Array.isArray(entry[kind]) ? (entry[kind] as unknown[]) : []
    for (const [index, address] of list.entries()) {
      problems.push(...addressProblems(address, `${field}.${kind}.${index}`))
      const email = isObject(address) && typeof address.email === 'string' ? address.email.toLowerCase() : ''
      if (email !== '' && seen.has(email)) {
        problems.push(
          problem(
            `Each email address in the personalization block should be unique between to, cc, and bcc. We found the first duplicate instance of [${email}] in the ${field}.${kind} field.`,
            field,
          ),
        )
      }
      seen.add(email)
    }
  }
  return problems
}

function addressProblems(value: unknown, field: string): MailProblem[] {
  if (!isObject(value))
    return [
      problem(`The ${field} object must be provided. It must contain an email with a valid email address.`, field),
    ]
  if (typeof value.email === 'string' && EMAIL.test(value.email)) return []
  const given = typeof value.email === 'string' && value.email !== ''
  return [
    problem(
      given
        ? 'Does not contain a valid address.'
        : 'The email field must be provided, and must be a valid email address.',
      `${field}.email`,
    ),
  ]
}

function subjectProblems(body: Record<string, unknown>): MailProblem[] {
  if (typeof body.template_id === 'string' || isWords(body.subject)) return []
  const own =
    Array.isArray(body.personalizations) &&
    body.personalizations.every((entry) => isObject(entry) && isWords(entry.subject))
  if (own) return []
  return [
    problem(
      'The subject is required. You can get around this requirement if you use a template with a subject defined or if every personalization has a subject defined.',
      'subject',
    ),
  ]
}

function contentProblems({ content, template_id: template }: Record<string, unknown>): MailProblem[] {
  if (content === undefined && typeof template === 'string') return []
  if (!Array.isArray(content) || content.length === 0) {
    return [
      problem(
        'Unless a valid template_id is provided, the content parameter is required. There must be at least one defined content block. We typically suggest both text/plain and text/html blocks are included, but only one block is required.',
        'content',
      ),
    ]
  }
  const problems = content.flatMap((part: unknown, index) => {
    const field = `content.${index}`
    if (!isObject(part) || !isWords(part.type))
      return [problem('The content type must be a string at least one character in length.', `${field}.type`)]
    return isWords(part.value)
      ? []
      : [problem('The content value must be a string at least one character in length.', `${field}.value`)]
  })
  const types = content.map((part: unknown) => (isObject(part) ? part.type : null))
  const isInOrder =
    types.filter((type) => type === 'text/plain').length <= 1 &&
    types.filter((type) => type === 'text/html').length <= 1 &&
    types.indexOf('text/plain') <= 0 &&
    types.indexOf('text/html') <= (types[0] === 'text/plain' ? 1 : 0)
  if (!isInOrder)
    problems.push(
      problem(
        'If present, text/plain and text/html may only be provided once, and text/plain content must be first, followed by text/html.',
        'content',
      ),
    )
  return problems
}

function headerProblems(headers: unknown, field: string): MailProblem[] {
  if (headers === undefined) return []
  if (!isObject(headers)) return [problem('The headers must be an object.', field)]
  return Object.entries(headers).flatMap(([name, value]) => {
    if (RESERVED_HEADERS.test(name))
      return [problem(`You are not allowed to set the following header: ${name}`, `${field}.${name}`)]
    if (!/^[!-9;-~]+$/.test(name)) return [problem('Header names must be printable ASCII.', `${field}.${name}`)]
    if (typeof value !== 'string') return [problem('Header values must be strings.', `${field}.${name}`)]
    return /[\r\n]/.test(value) ? [problem('Header values may not contain line breaks.', `${field}.${name}`)] : []
  })
}

function customArgProblems(args: unknown, field: string): MailProblem[] {
  if (args === undefined) return []
  if (!isObject(args)) return [problem('The custom_args must be an object.', field)]
  if (Buffer.byteLength(JSON.stringify(args)) > MOST_CUSTOM_ARGS_BYTES)
    return [problem('Substitutions and custom arguments may not exceed 10000 bytes.', field)]
  return Object.entries(args).flatMap(([name, value]) =>
    typeof value === 'string' ? [] : [problem('The custom_args values must be strings.', `${field}.${name}`)],
  )
}

function categoryProblems(categories: unknown): MailProblem[] {
  if (categories === undefined) return []
  const isList = Array.isArray(categories) && categories.every((category) => typeof category === 'string')
  if (!isList) return [problem('The categories must be an array of strings.', 'categories')]
  if (categories.length > 10) return [problem('You cannot have more than 10 categories per request.', 'categories')]
  if (new Set(categories).size < categories.length) return [problem('Categories must be unique.', 'categories')]
  const isLong = categories.some((category: string) => category.length > MOST_CATEGORY_LENGTH)
  return isLong ? [problem('A category name cannot exceed 255 characters.', 'categories')] : []
}
