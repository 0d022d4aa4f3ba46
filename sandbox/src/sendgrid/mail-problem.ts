/** One complaint of SendGrid's. */
export interface MailProblem {
  message: string
  field: string | null
  help: string | null
}

const HELP = 'http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#message'

export function problem(message: string, field: string | null): MailProblem {
  return { message, field, help: field === null ? null : `${HELP}.${field.split('.')[0]}` }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isWords(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
