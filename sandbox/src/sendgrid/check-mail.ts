/** One complaint of SendGrid's. */
export interface MailProblem {
  message: string
  field: string | null
  help: string | null
}

export interface Address {
  email: string
  name?: string
}

export interface MailBody {
  personalizations: { to: Address[]; cc?: Address[]; bcc?: Address[]; subject?: string }[]
  from: Address
  reply_to?: Address
  subject?: string
  content?: { type: string; value: string }[]
  template_id?: string
}

const HELP = 'http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#message'
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

/** Everything SendGrid would complain about; empty when the mail is taken. */
export function mailProblems(body: unknown): MailProblem[] {
  if (!isObject(body)) return [problem('Bad Request', null)]
  const unknown = Object.keys(body).filter((name) => !TOP_LEVEL.has(name))
  return [
    ...unknown.map((name) => problem(`Additional property ${name} is not allowed`, name)),
    ...personalizationProblems(body.personalizations),
    ...addressProblems(body.from, 'from'),
    ...(body.reply_to === undefined ? [] : addressProblems(body.reply_to, 'reply_to')),
    ...subjectProblems(body),
    ...contentProblems(body),
    ...headerProblems(body.headers),
    ...customArgProblems(body.custom_args, 'custom_args'),
    ...categoryProblems(body.categories),
  ]
}

function personalizationProblems(value: unknown): MailProblem[] {
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
  return value.flatMap((entry: unknown, index) => {
    const field = `personalizations.${index}`
    if (!isObject(entry)) return [problem('The personalization must be an object.', field)]
    const unknown = Object.keys(entry).filter((name) => !IN_PERSONALIZATION.has(name))
    return [
      ...unknown.map((name) => problem(`Additional property ${name} is not allowed`, `${field}.${name}`)),
      ...recipientProblems(entry, field),
      ...customArgProblems(entry.custom_args, `${field}.custom_args`),
    ]
  })
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
  const plain = types.indexOf('text/plain')
  if (plain > 0)
    problems.push(
      problem(
        'If present, text/plain and text/html may only be provided once, and text/plain content must be first, followed by text/html.',
        'content',
      ),
    )
  return problems
}

function headerProblems(headers: unknown): MailProblem[] {
  if (headers === undefined) return []
  if (!isObject(headers)) return [problem('The headers must be an object.', 'headers')]
  return Object.entries(headers).flatMap(([name, value]) => {
    if (RESERVED_HEADERS.test(name))
      return [problem(`You are not allowed to set the following header: ${name}`, `headers.${name}`)]
    return typeof value === 'string' ? [] : [problem('Header values must be strings.', `headers.${name}`)]
  })
}

function customArgProblems(args: unknown, field: string): MailProblem[] {
  if (args === undefined) return []
  if (!isObject(args)) return [problem('The custom_args must be an object.', field)]
  return Object.entries(args).flatMap(([name, value]) =>
    typeof value === 'string' ? [] : [problem('The custom_args values must be strings.', `${field}.${name}`)],
  )
}

function categoryProblems(categories: unknown): MailProblem[] {
  if (categories === undefined) return []
  const isList = Array.isArray(categories) && categories.every((category) => typeof category === 'string')
  if (!isList) return [problem('The categories must be an array of strings.', 'categories')]
  return categories.length > 10 ? [problem('You cannot have more than 10 categories per request.', 'categories')] : []
}

function problem(message: string, field: string | null): MailProblem {
  return { message, field, help: field === null ? null : `${HELP}.${field.split('.')[0]}` }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWords(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
