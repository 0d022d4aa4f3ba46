import type { JsonSchema, MindTool } from '../mind-request.ts'

export interface Call {
  name: string
  arguments: Record<string, unknown>
}

/** The tools of this request: what may be called, and with what. */
export interface Toolbox {
  has(name: string): boolean
  /**
   * A call with those of the arguments that the tool's schema knows, or null when the
   * tool is not there or something it requires is not known.
   */
  call(name: string, args: Record<string, unknown>): Call | null
  /** Names of parameters, for what to ask. */
  takes(name: string, parameter: string): boolean
  /** The schema of one entry of a list that a tool takes. */
  itemOf(name: string, parameter: string): JsonSchema | null
}

export function toolbox(tools: readonly MindTool[]): Toolbox {
  const schemas = new Map(tools.map((tool) => [tool.name, (tool.parameters ?? {}) as JsonSchema]))
  return {
    has: (name) => schemas.has(name),
    takes: (name, parameter) => Object.hasOwn(schemas.get(name)?.properties ?? {}, parameter),
    itemOf: (name, parameter) => listSchema(schemas.get(name)?.properties?.[parameter])?.items ?? null,
    call(name, args) {
      const schema = schemas.get(name)
      if (!schema) return null
      const fitted: Record<string, unknown> = {}
      for (const [key, described] of Object.entries(schema.properties ?? {})) {
        // A schema may say just `true`: anything goes.
        const property: JsonSchema = typeof described === 'object' && described !== null ? described : {}
        const value = fit(args[key], property)
        if (value !== undefined) fitted[key] = value
        else if (!schema.required?.includes(key)) continue
        else if (allows(property, 'null')) fitted[key] = null
        else if (property.const !== undefined) fitted[key] = property.const
        else return null
      }
      return { name, arguments: fitted }
    },
  }
}

/** The value as the schema takes it, or undefined where it takes none such. */
function fit(value: unknown, schema: JsonSchema): unknown {
  if (value === undefined || value === null || value === '') return undefined
  const choices = choicesOf(schema)
  if (choices) return choices.includes(value) ? value : undefined
  if (typeof value === 'string' && typeof schema.maxLength === 'number') return value.slice(0, schema.maxLength)
  return value
}

/** The list itself, where it may also be null. */
function listSchema(schema: JsonSchema | undefined): JsonSchema | undefined {
  return schema?.items ? schema : (schema?.anyOf ?? schema?.oneOf ?? []).find(({ items }) => items)
}

function choicesOf(schema: JsonSchema): unknown[] | null {
  if (schema.enum) return schema.enum
  for (const option of schema.anyOf ?? schema.oneOf ?? []) if (option.enum) return option.enum
  return null
}

function allows(schema: JsonSchema, type: string): boolean {
  const own = Array.isArray(schema.type) ? schema.type.includes(type) : schema.type === type
  return own || (schema.anyOf ?? schema.oneOf ?? []).some((option) => allows(option, type))
}
