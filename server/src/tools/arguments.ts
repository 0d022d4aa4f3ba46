import { z } from 'zod'
import { storableJson } from '../db/storable-text.ts'
import type { Tool, ToolDefinition, ToolResult } from './tool.ts'

const MAX_ARGUMENT_CHARACTERS = 20_000

export type ReadArguments<A> = { ok: true; args: A } | { ok: false; result: ToolResult }

/** The model's arguments, parsed. Models send null, "" and "null" for what they leave out: that is left out. */
export function readArguments<A>(tool: Tool<A>, argumentsJson: string): ReadArguments<A> {
  const parsed = parseJson(argumentsJson)
  if (!parsed) return wrong('The arguments are not a JSON object.', [])
  const given = Object.fromEntries(
    Object.entries(parsed).filter(([, value]) => value !== null && !(typeof value === 'string' && value.trim() === '')),
  )
  const read = tool.parameters.safeParse(given)
  if (read.success) return { ok: true, args: read.data }
  const problems = read.error.issues.map((issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`)
  const fields = [...new Set(read.error.issues.map((issue) => String(issue.path[0] ?? 'arguments')))]
  return wrong(problems.join('; '), fields)
}

function wrong(problem: string, fields: string[]): { ok: false; result: ToolResult } {
  return { ok: false, result: { ok: false, reason: 'invalid_arguments', problem, fields } }
}

function parseJson(text: string): Record<string, unknown> | null {
  if (text.trim() === '') return {}
  if (text.length > MAX_ARGUMENT_CHARACTERS) return null
  try {
    const value = storableJson(JSON.parse(text))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

/** The tool as a model gets it: plain JSON Schema, nothing it could stumble over. */
export function definitionOf(tool: Tool<never>): ToolDefinition {
  const { $schema: _, ...schema } = z.toJSONSchema(tool.parameters)
  for (const property of Object.values(schema.properties ?? {})) {
    // A default is ours: it lets a gate ask for what is missing, in better words than the parser's.
    if (typeof property === 'object') delete property.default
  }
  const { description, name, kind } = tool
  return { name, description, parameters: { ...schema, additionalProperties: false }, kind }
}
