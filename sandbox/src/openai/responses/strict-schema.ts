import type { JsonSchema } from '../mind/mind-request.ts'

/**
 * What strict mode does not take: every object lists its properties, requires all of
 * them and allows no others. The first complaint in the provider's words, or null.
 */
export function strictSchemaProblem(schema: JsonSchema, context: readonly string[] = []): string | null {
  const { type, properties, required, items, anyOf, $defs, additionalProperties } = schema
  const where = `In context=(${context.map((step) => `'${step}'`).join(', ')}${context.length === 1 ? ',' : ''})`
  const isObject = type === 'object' || (Array.isArray(type) && type.includes('object')) || properties !== undefined
  if (context.length === 0 && !isObject)
    return `schema must be a JSON Schema of 'type: "object"', got 'type: "${Array.isArray(type) ? type.join(',') : (type ?? 'None')}"'.`
  if (isObject) {
    if (additionalProperties !== false)
      return `${where}, 'additionalProperties' is required to be supplied and to be false.`
    const names = Object.keys(properties ?? {})
    const missing = names.find((name) => !Array.isArray(required) || !required.includes(name))
    if (missing)
      return `${where}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`
  }
  const inner: readonly [string[], JsonSchema | undefined][] = [
    ...Object.entries(properties ?? {}).map(([name, property]): [string[], JsonSchema] => [
      ['properties', name],
      property,
    ]),
    ...(Array.isArray(anyOf) ? anyOf : []).map((option, index): [string[], JsonSchema] => [
      ['anyOf', String(index)],
      option,
    ]),
    ...Object.entries($defs ?? {}).map(([name, definition]): [string[], JsonSchema] => [['$defs', name], definition]),
    [['items'], items],
  ]
  for (const [steps, part] of inner) {
    const found = part ? strictSchemaProblem(part, [...context, ...steps]) : null
    if (found) return found
  }
  return null
}
