import { SessionResponse, WidgetConfig } from '@ava/protocol/widget-config.ts'
import { ServerMessage } from '@ava/protocol/widget-socket.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { matches, type Shape } from './shape.ts'
import { parseServerMessage, serverMessageShape, sessionResponseShape, widgetConfigShape } from './wire-shapes.ts'

const schemas: [name: string, schema: { safeParse(value: unknown): { success: boolean } }, shape: Shape][] = [
  ['a server message', ServerMessage, serverMessageShape],
  ['the configuration', WidgetConfig, widgetConfigShape],
  ['a session', SessionResponse, sessionResponseShape],
]

describe.each(schemas)('the shape of %s', (_name, schema, shape) => {
  const values = valuesOf(z.toJSONSchema(schema as never) as JsonSchema)

  it('takes what the schema takes', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(schema.safeParse(value).success).toBe(true)
        expect(matches(value, shape)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('agrees with the schema when a part is missing or of another kind', () => {
    const strange = fc.constantFrom(undefined, null, 1, 'strange', true, [], [1], {})
    fc.assert(
      fc.property(values, fc.nat(), strange, (value, place, other) => {
        const broken = withPart(value, place, other)
        expect(matches(broken, shape)).toBe(schema.safeParse(broken).success)
      }),
      { numRuns: 1_000 },
    )
  })
})

it('ignores messages of an unknown type, and what is no JSON', () => {
  expect(parseServerMessage('{"type":"from.the.future"}')).toBeNull()
  expect(parseServerMessage('{"type":"toString"}')).toBeNull()
  expect(parseServerMessage('no JSON')).toBeNull()
  expect(parseServerMessage('null')).toBeNull()
})

interface JsonSchema {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  required?: string[]
}

function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map(valuesOf))
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => valuesOf({ ...schema, type })))
  if (schema.type === 'array') return fc.array(valuesOf(schema.items!), { maxLength: 3 })
  if (schema.type === 'string') return fc.string()
  if (schema.type === 'number' || schema.type === 'integer') return fc.nat()
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'null') return fc.constant(null)
  const fields = Object.entries(schema.properties!).map(([name, field]) => [name, valuesOf(field)] as const)
  return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] })
}

/** `value` with its part number `place`, counted through all levels, replaced. */
function withPart(value: unknown, place: number, other: unknown): unknown {
  const copy = structuredClone(value)
  const parts = partsOf(copy)
  const part = parts[place % parts.length]
  if (part) part.owner[part.key] = other
  return copy
}

function partsOf(value: unknown): { owner: Record<string, unknown>; key: string }[] {
  if (typeof value !== 'object' || value === null) return []
  const owner = value as Record<string, unknown>
  return Object.keys(owner).flatMap((key) => [{ owner, key }, ...partsOf(owner[key])])
}
