/** What JSON a field may hold. Shapes are data: `check-shape.ts` walks them, and names the field in OpenAI's words. */
export type Shape =
  | { is: 'string'; maxLength?: number; pattern?: RegExp }
  | { is: 'enum'; values: readonly string[] }
  | { is: 'integer'; min?: number; max?: number }
  | { is: 'number'; min?: number; max?: number }
  | { is: 'boolean' }
  | { is: 'any' }
  /** Any object: its fields are the client's own, such as a tool's JSON Schema. */
  | { is: 'json_object' }
  | { is: 'null' }
  | { is: 'object'; fields: Readonly<Record<string, Field>> }
  /** Objects that say in `tag` which of several forms they have. Without `tag`, `assume` is taken, or it is missing. */
  | { is: 'tagged'; tag: string; forms: Readonly<Record<string, ObjectShape>>; assume?: string }
  | { is: 'map'; maxEntries: number; maxKeyLength: number; maxValueLength: number }
  | { is: 'array'; of: Shape; maxItems?: number }
  /** The first alternative of the right JSON type is the one that is checked. */
  | { is: 'either'; of: readonly Shape[] }

export type ObjectShape = Extract<Shape, { is: 'object' }>

export interface Field {
  shape: Shape
  required: boolean
}

export const anyJson: Shape = { is: 'any' }
export const jsonObject: Shape = { is: 'json_object' }
export const boolean: Shape = { is: 'boolean' }

export function string(limits: { maxLength?: number; pattern?: RegExp } = {}): Shape {
  return { is: 'string', ...limits }
}

export function oneOf(...values: string[]): Shape {
  return { is: 'enum', values }
}

export function integer(limits: { min?: number; max?: number } = {}): Shape {
  return { is: 'integer', ...limits }
}

export function number(limits: { min?: number; max?: number } = {}): Shape {
  return { is: 'number', ...limits }
}

export function array(of: Shape, limits: { maxItems?: number } = {}): Shape {
  return { is: 'array', of, ...limits }
}

export function either(...of: Shape[]): Shape {
  return { is: 'either', of }
}

export function nullable(shape: Shape): Shape {
  return either({ is: 'null' }, shape)
}

/** An object with exactly these fields; a trailing `!` in a name marks one that must be there. */
export function object(fields: Record<string, Shape>): ObjectShape {
  const entries = Object.entries(fields).map(([name, shape]): [string, Field] =>
    name.endsWith('!') ? [name.slice(0, -1), { shape, required: true }] : [name, { shape, required: false }],
  )
  return { is: 'object', fields: Object.fromEntries(entries) }
}

export function tagged(tag: string, forms: Record<string, ObjectShape>, assume?: string): Shape {
  return { is: 'tagged', tag, forms, ...(assume === undefined ? {} : { assume }) }
}
