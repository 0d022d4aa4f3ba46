/** What an `error` event says about one refused client event; the table is OpenAI's own. */
export interface Problem {
  type?: 'invalid_request_error' | 'server_error' | 'rate_limit_error'
  code: string | null
  message: string
  param: string | null
}

/** `'a'`, `'a' and 'b'`, `'a', 'b', and 'c'`, as OpenAI lists values. */
export function listValues(values: readonly string[]): string {
  const quoted = values.map((value) => `'${value}'`)
  if (quoted.length <= 2) return quoted.join(' and ')
  return `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)}`
}

export function unsupportedValue(
  value: unknown,
  { param, values }: { param: string; values: readonly string[] },
): Problem {
  const shown = typeof value === 'string' ? value : JSON.stringify(value)
  return {
    code: 'invalid_value',
    message: `Invalid value: '${shown}'. Supported values are: ${listValues(values)}.`,
    param,
  }
}

export function missingParameter(param: string): Problem {
  return { code: 'missing_required_parameter', message: `Missing required parameter: '${param}'.`, param }
}

export function unknownParameter(param: string): Problem {
  return { code: 'unknown_parameter', message: `Unknown parameter: '${param}'.`, param }
}

export function invalidType(value: unknown, { param, expected }: { param: string; expected: string }): Problem {
  return {
    code: 'invalid_type',
    message: `Invalid type for '${param}': expected ${expected}, but got ${kindOf(value)} instead.`,
    param,
  }
}

/** A problem that OpenAI words as a sentence, without a field to point at. */
export function refusal(code: string | null, message: string): Problem {
  return { code, message, param: null }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? 'an integer' : 'a decimal number'
    case 'boolean':
      return 'a boolean'
    case 'string':
      return 'a string'
    default:
      return 'an object'
  }
}
