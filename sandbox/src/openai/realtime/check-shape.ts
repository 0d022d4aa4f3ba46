import { invalidType, missingParameter, unknownParameter, unsupportedValue } from './problem.ts'
import type { Problem } from './problem.ts'
import type { ObjectShape, Shape } from './shape.ts'

/**
 * The first thing wrong with `value`, or null. `param` is the dotted path of the value
 * ('session.audio.input'), '' for a whole event. Fields are looked at in the order in
 * which the client wrote them, then what is missing.
 */
export function checkShape(value: unknown, shape: Shape, param: string): Problem | null {
  switch (shape.is) {
    case 'any':
      return null
    case 'json_object':
      return isObject(value) ? null : invalidType(value, { param, expected: 'an object' })
    case 'null':
      return value === null ? null : invalidType(value, { param, expected: 'null' })
    case 'boolean':
      return typeof value === 'boolean' ? null : invalidType(value, { param, expected: 'a boolean' })
    case 'string':
      return checkString(value, shape, param)
    case 'enum':
      if (typeof value !== 'string') return invalidType(value, { param, expected: expectedOf(shape) })
      return shape.values.includes(value) ? null : unsupportedValue(value, { param, values: shape.values })
    case 'integer':
    case 'number':
      return checkNumber(value, shape, param)
    case 'map':
      return checkMap(value, shape, param)
    case 'array':
      return checkArray(value, shape, param)
    case 'object':
      return checkObject(value, shape, param)
    case 'tagged':
      return checkTagged(value, shape, param)
    case 'either':
      return checkEither(value, shape, param)
  }
}

type Of<Is extends Shape['is']> = Extract<Shape, { is: Is }>

function checkString(value: unknown, shape: Of<'string'>, param: string): Problem | null {
  if (typeof value !== 'string') return invalidType(value, { param, expected: 'a string' })
  const { maxLength, pattern } = shape
  if (maxLength !== undefined && value.length > maxLength) {
    const message = `Invalid '${param}': string too long. Expected a string with maximum length ${maxLength}, but got a string with length ${value.length} instead.`
    return { code: 'string_above_max_length', message, param }
  }
  if (pattern && !pattern.test(value)) {
    const message = `Invalid '${param}': string does not match pattern. Expected a string that matches the pattern '${pattern.source}'.`
    return { code: 'invalid_value', message, param }
  }
  return null
}

function checkNumber(value: unknown, { is, min, max }: Of<'integer'> | Of<'number'>, param: string): Problem | null {
  const expected = is === 'integer' ? 'an integer' : 'a decimal number'
  if (typeof value !== 'number') return invalidType(value, { param, expected })
  if (is === 'integer' && !Number.isInteger(value)) return invalidType(value, { param, expected })
  const kind = is === 'integer' ? 'integer' : 'decimal'
  if (min !== undefined && value < min) return outOfRange(value, { param, kind, side: 'below_min', limit: min })
  if (max !== undefined && value > max) return outOfRange(value, { param, kind, side: 'above_max', limit: max })
  return null
}

function outOfRange(
  value: number,
  { param, kind, side, limit }: { param: string; kind: string; side: 'below_min' | 'above_max'; limit: number },
): Problem {
  const [words, sign] = side === 'below_min' ? ['below minimum', '>='] : ['above maximum', '<=']
  const message = `Invalid '${param}': ${kind} ${words} value. Expected a value ${sign} ${limit}, but got ${value} instead.`
  return { code: `${kind}_${side}_value`, message, param }
}

function checkMap(value: unknown, shape: Of<'map'>, param: string): Problem | null {
  if (!isObject(value)) return invalidType(value, { param, expected: 'an object' })
  const entries = Object.entries(value)
  if (entries.length > shape.maxEntries) {
    const message = `Invalid '${param}': too many properties. Expected an object with at most ${shape.maxEntries} properties, but got an object with ${entries.length} properties instead.`
    return { code: 'object_above_max_properties', message, param }
  }
  for (const [key, entry] of entries) {
    if (key.length > shape.maxKeyLength) {
      const message = `Invalid '${param}': property name too long. Expected a name with maximum length ${shape.maxKeyLength}, but got a name with length ${key.length} instead.`
      return { code: 'property_name_above_max_length', message, param }
    }
    const problem = checkString(entry, { is: 'string', maxLength: shape.maxValueLength }, `${param}.${key}`)
    if (problem) return problem
  }
  return null
}

function checkArray(value: unknown, { of, maxItems }: Of<'array'>, param: string): Problem | null {
  if (!Array.isArray(value)) return invalidType(value, { param, expected: 'an array' })
  if (maxItems !== undefined && value.length > maxItems) {
    const message = `Invalid '${param}': array too long. Expected an array with maximum length ${maxItems}, but got an array with length ${value.length} instead.`
    return { code: 'array_above_max_length', message, param }
  }
  for (const [index, entry] of value.entries()) {
    const problem = checkShape(entry, of, `${param}[${index}]`)
    if (problem) return problem
  }
  return null
}

function checkObject(value: unknown, { fields }: ObjectShape, param: string): Problem | null {
  if (!isObject(value)) return invalidType(value, { param, expected: 'an object' })
  for (const [name, entry] of Object.entries(value)) {
    const path = param === '' ? name : `${param}.${name}`
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    const problem = field ? checkShape(entry, field.shape, path) : unknownParameter(path)
    if (problem) return problem
  }
  for (const [name, { required }] of Object.entries(fields)) {
    if (required && !Object.hasOwn(value, name)) return missingParameter(param === '' ? name : `${param}.${name}`)
  }
  return null
}

function checkTagged(value: unknown, { tag, forms, assume }: Of<'tagged'>, param: string): Problem | null {
  if (!isObject(value)) return invalidType(value, { param, expected: 'an object' })
  const path = param === '' ? tag : `${param}.${tag}`
  const named = Object.hasOwn(value, tag) ? value[tag] : assume
  if (named === undefined) return missingParameter(path)
  if (typeof named !== 'string') return invalidType(named, { param: path, expected: expectedOf({ is: 'string' }) })
  const form = Object.hasOwn(forms, named) ? forms[named] : undefined
  return form ? checkObject(value, form, param) : unsupportedValue(named, { param: path, values: Object.keys(forms) })
}

function checkEither(value: unknown, { of }: Of<'either'>, param: string): Problem | null {
  const fitting = of.filter((shape) => hasJsonType(value, shape))
  if (fitting.length === 0) return invalidType(value, { param, expected: `one of ${of.map(expectedOf).join(' or ')}` })
  let first: Problem | null = null
  for (const shape of fitting) {
    const problem = checkShape(value, shape, param)
    if (!problem) return null
    first ??= problem
  }
  return first
}

function hasJsonType(value: unknown, shape: Shape): boolean {
  switch (shape.is) {
    case 'any':
      return true
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'object':
    case 'tagged':
    case 'map':
    case 'json_object':
      return isObject(value)
    case 'string':
    case 'enum':
      return typeof value === 'string'
    case 'integer':
    case 'number':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'either':
      return shape.of.some((inner) => hasJsonType(value, inner))
  }
}

function expectedOf(shape: Shape): string {
  switch (shape.is) {
    case 'null':
      return 'null'
    case 'array':
      return 'an array'
    case 'integer':
      return 'an integer'
    case 'number':
      return 'a decimal number'
    case 'boolean':
      return 'a boolean'
    case 'string':
    case 'enum':
      return 'a string'
    default:
      return 'an object'
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
