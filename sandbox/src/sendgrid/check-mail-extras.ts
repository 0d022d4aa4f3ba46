import { isObject, isWords, problem, type MailProblem } from './mail-problem.ts'

const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/
const LATEST_MS = 72 * 3_600_000
const IN_ATTACHMENT = new Set(['content', 'type', 'filename', 'disposition', 'content_id'])

export function attachmentProblems(attachments: unknown): MailProblem[] {
  if (attachments === undefined) return []
  if (!Array.isArray(attachments)) return [problem('The attachments must be an array.', 'attachments')]
  return attachments.flatMap((one: unknown, index) => {
    const field = `attachments.${index}`
    if (!isObject(one)) return [problem('The attachment must be an object.', field)]
    const { content, filename, type, disposition, content_id: id } = one
    const unknown = Object.keys(one).filter((name) => !IN_ATTACHMENT.has(name))
    const problems = unknown.map((name) => problem(`Additional property ${name} is not allowed`, `${field}.${name}`))
    if (!isWords(content) || !BASE64.test(content))
      problems.push(problem('The attachment content must be base64 encoded.', `${field}.content`))
    if (!isWords(filename))
      problems.push(
        problem(
          'The filename of the attachment must be a string at least one character in length.',
          `${field}.filename`,
        ),
      )
    if (type !== undefined && (!isWords(type) || /[\r\n]/.test(type)))
      problems.push(problem('The type of the attachment must be a string without CRLF characters.', `${field}.type`))
    if (disposition !== undefined && disposition !== 'inline' && disposition !== 'attachment')
      problems.push(
        problem('The disposition of your attachment can be either "inline" or "attachment".', `${field}.disposition`),
      )
    if (id !== undefined && (!isWords(id) || /[\r\n]/.test(id)))
      problems.push(problem('The content_id must be a string without CRLF characters.', `${field}.content_id`))
    return problems
  })
}

export function replyToListProblems(
  { reply_to: one, reply_to_list: list }: Record<string, unknown>,
  addressProblems: (value: unknown, field: string) => MailProblem[],
): MailProblem[] {
  if (list === undefined) return []
  if (one !== undefined) {
    return [problem('Only one of reply_to and reply_to_list may be given.', 'reply_to_list')]
  }
  if (!Array.isArray(list)) return [problem('The reply_to_list must be an array.', 'reply_to_list')]
  return list.flatMap((value: unknown, index) => addressProblems(value, `reply_to_list.${index}`))
}

export function sendAtProblems(at: unknown, { field, now }: { field: string; now: number }): MailProblem[] {
  if (at === undefined) return []
  if (typeof at !== 'number' || !Number.isInteger(at)) return [problem('The send_at must be a UNIX timestamp.', field)]
  const isTooLate = at * 1000 > now + LATEST_MS
  return isTooLate ? [problem('Scheduling more than 72 hours in advance is forbidden.', field)] : []
}
