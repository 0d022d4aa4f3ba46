import { checkShape } from '../realtime/check-shape.ts'
import type { Problem } from '../realtime/problem.ts'
import { badRequest, unknownModel, type ApiProblem } from './api-problem.ts'
import { isTextModel } from './models.ts'
import { responseRequest, type InputItem, type ResponseRequestBody } from './request-shape.ts'
import { strictSchemaProblem } from './strict-schema.ts'

export type CheckedRequest = { ok: true; body: ResponseRequestBody } | { ok: false; problem: ApiProblem }

/** Refuses what the provider refuses, in its words. */
export function checkRequest(json: unknown): CheckedRequest {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return {
      ok: false,
      problem: badRequest({ code: null, message: 'We could not parse the JSON body of your request.', param: null }),
    }
  }
  const shape = checkShape(json, responseRequest, '')
  if (shape) return { ok: false, problem: badRequest(shape) }
  const body = json as ResponseRequestBody
  if (!isTextModel(body.model)) return { ok: false, problem: unknownModel(body.model) }
  const problem = contentProblem(body) ?? toolProblem(body) ?? formatProblem(body)
  return problem ? { ok: false, problem: badRequest(problem) } : { ok: true, body }
}

/** Calls and their outputs must come in pairs, whether sent now or kept from an earlier response. */
export function pairingProblem(items: readonly InputItem[]): Problem | null {
  const called = new Set<string>()
  const answered = new Set<string>()
  for (const item of items) {
    if (item.type === 'function_call') called.add(item.call_id)
    if (item.type === 'function_call_output') {
      if (!called.has(item.call_id))
        return pairing(`No tool call found for function call output with call_id ${item.call_id}.`)
      answered.add(item.call_id)
    }
  }
  const open = [...called].find((callId) => !answered.has(callId))
  return open ? pairing(`No tool output found for function call ${open}.`) : null
}

function pairing(message: string): Problem {
  return { code: null, message, param: 'input' }
}

/** What people say is `input_text`, what the model said `output_text`; a message of the wrong kind is refused. */
function contentProblem({ input }: ResponseRequestBody): Problem | null {
  if (typeof input === 'string') return null
  for (const [index, item] of input.entries()) {
    if (!('role' in item) || typeof item.content === 'string') continue
    const allowed = item.role === 'assistant' ? ['output_text', 'refusal'] : ['input_text']
    const wrong = item.content.findIndex(({ type }) => !allowed.includes(type))
    if (wrong === -1) continue
    const values = allowed.map((value) => `'${value}'`).join(' and ')
    const message = `Invalid value: '${item.content[wrong]?.type}'. Supported values are: ${values}.`
    return { code: 'invalid_value', message, param: `input[${index}].content[${wrong}]` }
  }
  return null
}

function toolProblem({ tools = [], tool_choice: choice }: ResponseRequestBody): Problem | null {
  for (const [index, tool] of tools.entries()) {
    if (tool.strict !== true) continue
    const found = strictSchemaProblem(tool.parameters ?? {})
    if (found)
      return {
        code: 'invalid_function_parameters',
        message: `Invalid schema for function '${tool.name}': ${found}`,
        param: `tools[${index}].parameters`,
      }
  }
  if (typeof choice === 'object' && !tools.some(({ name }) => name === choice.name)) {
    return { code: null, message: `Tool choice '${choice.name}' not found in 'tools' parameter.`, param: 'tool_choice' }
  }
  if (choice === 'required' && tools.length === 0) {
    return {
      code: null,
      message: "Tool choice 'required' must be specified with 'tools' parameter.",
      param: 'tool_choice',
    }
  }
  return null
}

function formatProblem({ text, input, instructions }: ResponseRequestBody): Problem | null {
  const format = text?.format
  if (format?.type === 'json_schema' && format.strict === true) {
    const found = strictSchemaProblem(format.schema)
    if (found)
      return {
        code: 'invalid_json_schema',
        message: `Invalid schema for response_format '${format.name}': ${found}`,
        param: 'text.format.schema',
      }
  }
  if (format?.type === 'json_object' && !/json/i.test(`${JSON.stringify(input)} ${instructions ?? ''}`)) {
    const message =
      "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'."
    return { code: null, message, param: 'input' }
  }
  return null
}
