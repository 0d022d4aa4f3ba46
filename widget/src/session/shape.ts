/**
 * What a value must look like, checked in a few hundred bytes. The schemas of
 * `protocol/` would bring 8 kB of zod to every visitor; wire-shapes.test.ts proves
 * that the shapes and the schemas say the same.
 */
export type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  /** One of these words. */
  | readonly string[]
  | { list: Shape }
  | { optional: Shape }
  | { nullable: Shape }
  /** An object with at least these fields. */
  | { fields: Record<string, Shape> }
  /** An object whose field `by` says which fields it has. */
  | { by: string; cases: Record<string, Record<string, Shape>> }

export function matches(value: unknown, shape: Shape): boolean {
  // NaN and the infinities do not exist in JSON.
  if (typeof shape === 'string') return typeof value === shape
  if (isWords(shape)) return shape.includes(value as string)
  if ('optional' in shape) return value === undefined || matches(value, shape.optional)
  if ('nullable' in shape) return value === null || matches(value, shape.nullable)
  if ('list' in shape) return Array.isArray(value) && value.every((item) => matches(item, shape.list))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const object = value as Record<string, unknown>
  if ('fields' in shape) return hasFields(object, shape.fields)
  const word = object[shape.by]
  return typeof word === 'string' && Object.hasOwn(shape.cases, word) && hasFields(object, shape.cases[word]!)
}

function hasFields(object: Record<string, unknown>, fields: Record<string, Shape>): boolean {
  return Object.entries(fields).every(([name, shape]) => matches(object[name], shape))
}
function isWords(shape: Shape): shape is readonly string[] {
  return Array.isArray(shape)
}
