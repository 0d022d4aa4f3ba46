/** What may stand in a log line. Everything else is replaced by a word that says what stood there. */

const MAX_CHARACTERS = 2_000
const MAX_DEPTH = 4

/** One alternative after the other: what looks like a number but is an id, an instant or an address stays. */
const recognised = new RegExp(
  [
    String.raw`(?<keep>\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?|\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b)`,
    String.raw`(?<email>[^\s@"'<>()[\],;:=]{1,128}(?:@|%40)[^\s@"'<>()[\],;:=?&/]{1,190}\.[^\s@"'<>()[\],;:=?&/.]{2,24})`,
    String.raw`(?<phone>(?<![\p{L}\p{N}_.#-])(?:\+|%2B|00)?[(\s]{0,2}\p{Nd}(?:[\s().\-–—·/\u00a0]{0,3}\p{Nd}){6,14}(?![\p{L}\p{N}_]))`,
  ].join('|'),
  'giu',
)

/** `text` without email addresses and phone numbers, on one line, cut at 2,000 characters. */
export function scrubText(text: string): string {
  const cut = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text
  return cut.replace(recognised, (...match) => {
    const groups = match.at(-1) as Record<string, string | undefined>
    if (groups['keep'] !== undefined) return groups['keep']
    return groups['email'] !== undefined ? '[email]' : '[phone]'
  })
}

/** Fields that hold what people are called, where they are reached, what they said, or a key. */
const secretKeys =
  /^(?:.*(?:name|phone|email|address|password|secret|token|apikey|authorization|cookie)|to|from|text|body|say|said|words|transcript|utterance|arguments|argumentsjson|args|result|output|content|question|answer|note|summary|subject|instructions|greeting|query|params|parameters|details|identity|value|values|code_?word|resumekey)$/i
/** … of which these are names of things of ours. */
const plainKeys = new Set([
  'name',
  'modelName',
  'toolName',
  'jobName',
  'eventName',
  'queueName',
  'hostname',
  'tokenCount',
])
/** Whole sentences are written by us under these only. */
const sentenceKeys = new Set(['msg', 'reason', 'hint'])
/** An id, a code, a path, a number: anything else in an unknown field might be somebody's words. */
const looksLikeCode = /^[\w.:/@+\-#=%,~*]{0,200}$/

/** Applied to everything that is logged beside the message. */
export function scrubFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, scrubValue(key, value, 0)]))
}

function scrubValue(key: string, value: unknown, depth: number): unknown {
  if (value instanceof Error) return describeError(value)
  if (value === null || value === undefined || typeof value === 'boolean') return value
  if (secretKeys.test(key) && !plainKeys.has(key)) return '[hidden]'
  if (typeof value === 'number' || typeof value === 'bigint') return typeof value === 'bigint' ? String(value) : value
  if (typeof value === 'string') {
    if (sentenceKeys.has(key)) return scrubText(value)
    return looksLikeCode.test(value) ? scrubText(value) : `[${value.length} characters]`
  }
  if (value instanceof Date) return value
  if (depth >= MAX_DEPTH || typeof value !== 'object') return `[${typeof value}]`
  if (Array.isArray(value)) return value.slice(0, 50).map((entry) => scrubValue(key, entry, depth + 1))
  if (Object.getPrototypeOf(value) !== Object.prototype) return `[${value.constructor?.name ?? 'object'}]`
  return Object.fromEntries(Object.entries(value).map(([inner, entry]) => [inner, scrubValue(inner, entry, depth + 1)]))
}

export interface ErrorDescription {
  type: string
  message: string
  code?: string
  status?: number
  stack?: string
  cause?: ErrorDescription
}

/** An error as it may be logged: its kind, code and place; its message only where no customer's data can stand in it. */
export function describeError(error: Error, depth = 0): ErrorDescription {
  const { code, status } = error as { code?: unknown; status?: unknown }
  const description: ErrorDescription = { type: error.name, message: safeMessage(error) }
  if (typeof code === 'string' && looksLikeCode.test(code)) description.code = scrubText(code)
  if (typeof status === 'number') description.status = status
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line))
  if (frames && frames.length > 0) description.stack = frames.slice(0, 12).map(shortFrame).join(' | ')
  if (error.cause instanceof Error && depth < MAX_DEPTH) description.cause = describeError(error.cause, depth + 1)
  return description
}

/** A frame names code, never data. */
function shortFrame(frame: string): string {
  return frame
    .trim()
    .replace(/\(?(?:file:\/\/)?\/\S*\/(?=node_modules\/|src\/|tests\/|scripts\/)/, '(')
    .slice(0, 200)
}

function safeMessage(error: Error): string {
  // Prisma prints the arguments of the call, PostgreSQL the values that it refused, zod what it received.
  if (error.name.startsWith('Prisma') || error.name === 'DriverAdapterError') {
    const call = /prisma\.\w+\.\w+\(\)/.exec(error.message)?.[0]
    return call === undefined ? 'The database refused a query' : `The database refused ${call}`
  }
  if ('severity' in error && 'routine' in error) {
    const { table, constraint } = error as { table?: unknown; constraint?: unknown }
    return `PostgreSQL refused a statement${typeof table === 'string' ? ` on ${table}` : ''}${typeof constraint === 'string' ? ` (${constraint})` : ''}`
  }
  if ('issues' in error && Array.isArray(error.issues)) {
    const places = error.issues.map(
      (issue: { path?: unknown[]; code?: unknown }) => `${(issue.path ?? []).join('.')}: ${String(issue.code)}`,
    )
    return `Does not parse: ${places.slice(0, 10).join('; ')}`
  }
  return scrubText(error.message.split('\n').slice(0, 3).join(' ')).replace(quoted, (whole, inner: string) =>
    looksLikeCode.test(inner) ? whole : '"[hidden]"',
  )
}

/** Engines and libraries quote what they could not read: `Unexpected token 'H', "Hello my n"... is not valid JSON`. */
const quoted = /["“]([^"”\n]{0,2000})(?:["”]|$)/g
