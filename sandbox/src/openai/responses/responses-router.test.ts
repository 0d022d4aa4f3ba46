import OpenAI from 'openai'
import { zodTextFormat } from 'openai/helpers/zod'
import type {
  ResponseCreateParamsNonStreaming,
  ResponseInputItem,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startSandbox, type Sandbox } from '../../start-sandbox.ts'
import { SPA_TOOLS } from '../mind/simulation/simulated-spa.ts'
import { INSTRUCTIONS } from '../mind/simulation/talk.ts'

const model = 'gpt-5.4-mini'
const tools = SPA_TOOLS.map((tool) => ({
  type: 'function' as const,
  name: tool.name,
  description: tool.description ?? null,
  parameters: tool.parameters as Record<string, unknown>,
  strict: false,
}))
let sandbox: Sandbox
let client: OpenAI

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
  sandbox.control.setFaults({ textThinkingMs: 0, textDeltaMs: 0 })
  client = new OpenAI({ apiKey: 'sk-sandbox', baseURL: `${sandbox.url}/openai/v1`, maxRetries: 0 })
})
afterEach(() => {
  sandbox.control.resetFaults()
  sandbox.control.setFaults({ textThinkingMs: 0, textDeltaMs: 0 })
})
afterAll(() => sandbox.close())

const ask = (change: Partial<ResponseCreateParamsNonStreaming> = {}) =>
  client.responses.create({ model, instructions: INSTRUCTIONS, input: 'Hello', tools, ...change })

async function refusalOf(
  call: Promise<unknown>,
): Promise<{ status?: number; code?: unknown; param?: unknown; message: string }> {
  return call.then(
    () => expect.unreachable('it was not refused'),
    (error: unknown) => {
      const { status, code, param, message } = error as InstanceType<typeof OpenAI.APIError>
      return { status, code, param, message }
    },
  )
}

describe('an answer that is not streamed', () => {
  it('has words, usage and the settings it was asked with', async () => {
    const response = await ask({ metadata: { place: 'test' }, store: false })
    expect(response).toMatchObject({
      object: 'response',
      status: 'completed',
      model,
      metadata: { place: 'test' },
      store: false,
      error: null,
    })
    expect(response.output_text).not.toBe('')
    expect(response.usage?.total_tokens).toBe(
      (response.usage?.input_tokens ?? 0) + (response.usage?.output_tokens ?? 0),
    )
  })

  it('calls functions, and goes on from their output', async () => {
    const input: ResponseInputItem[] = [{ role: 'user', content: 'I would like to book microneedling on Thursday' }]
    const first = await ask({ input })
    const [call] = first.output.filter((item) => item.type === 'function_call')
    expect(call).toMatchObject({ name: 'list_services', status: 'completed' })
    const output = JSON.stringify({ ok: true, services: [{ name: 'Microneedling' }] })
    input.push(...(first.output as ResponseInputItem[]), {
      type: 'function_call_output',
      call_id: call?.call_id ?? '',
      output,
    })
    const second = await ask({ input })
    const next = second.output.find((item) => item.type === 'function_call')
    expect(next).toMatchObject({ name: 'find_openings' })
    expect(JSON.parse(next?.type === 'function_call' ? next.arguments : '{}')).toMatchObject({
      service: 'Microneedling',
      when: 'thursday',
    })
  })

  it('goes on from a stored response', async () => {
    const first = await ask({ input: 'My name is Wanda Petrov' })
    const second = await ask({ input: 'are you a robot?', previous_response_id: first.id })
    expect(second.previous_response_id).toBe(first.id)
    expect(second.output_text).toContain('Ava')
    expect(await client.responses.retrieve(first.id)).toMatchObject({ id: first.id })
    await client.responses.delete(first.id)
    expect(await refusalOf(client.responses.retrieve(first.id))).toMatchObject({ status: 404 })
  })

  it('stops at the limit of tokens and says so', async () => {
    const response = await ask({ input: 'say: are you human?', max_output_tokens: 16 })
    expect(response).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } })
  })

  it('uses no tool when told not to', async () => {
    const response = await ask({ input: 'What does filler cost?', tool_choice: 'none' })
    expect(response.output.map(({ type }) => type)).toEqual(['message'])
  })
})

describe('a streamed answer', () => {
  it('comes in the order and with the numbers of the real API', async () => {
    const events: ResponseStreamEvent[] = []
    const stream = await client.responses.create({
      model,
      instructions: INSTRUCTIONS,
      tools,
      input: 'hi there',
      stream: true,
    })
    for await (const event of stream) events.push(event)
    expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, index) => index))
    const types = events.map(({ type }) => type)
    expect([...new Set(types)]).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
    const deltas = events.flatMap((event) => (event.type === 'response.output_text.delta' ? [event.delta] : []))
    const done = events.find((event) => event.type === 'response.output_text.done')
    expect(deltas.length).toBeGreaterThan(1)
    expect(deltas.join('')).toBe(done?.text)
  })

  it('is put together by the SDK, function calls included', async () => {
    const stream = client.responses.stream({
      model,
      instructions: INSTRUCTIONS,
      tools,
      input: 'Can I see a human please',
    })
    const seen: string[] = []
    stream.on('response.function_call_arguments.delta', ({ delta }) => seen.push(delta))
    const response = await stream.finalResponse()
    const call = response.output.find((item) => item.type === 'function_call')
    expect(call).toMatchObject({ name: 'transfer_to_person' })
    expect(seen.join('')).toBe(call?.type === 'function_call' ? call.arguments : '')
  })
})

describe('a structured answer', () => {
  const Summary = z.object({
    summary: z.string(),
    outcome: z.enum(['booked', 'moved', 'cancelled', 'message_taken', 'answered', 'abandoned']),
    sentiment: z.enum(['positive', 'neutral', 'negative']),
    follow_up_needed: z.boolean(),
    services: z.array(z.string()),
    callback_number: z.string().nullable(),
  })

  it('fills a schema it has never seen, from what was said', async () => {
    const response = await client.responses.parse({
      model,
      instructions: 'Sum up the conversation.',
      input: [
        { role: 'user', content: 'Hi, can I get a chemical peel next week?' },
        { role: 'assistant', content: 'I have Tuesday, June 2 at 9:00 AM. Shall I book it?' },
        { role: 'user', content: 'Yes please, thank you so much! My number is 212 555 0188' },
        { role: 'assistant', content: "You're booked for Tuesday, June 2 at 9:00 AM." },
      ],
      text: { format: zodTextFormat(Summary, 'summary') },
    })
    expect(response.output_parsed).toMatchObject({
      outcome: 'booked',
      sentiment: 'positive',
      follow_up_needed: false,
      services: ['chemical peel'],
      callback_number: '+12125550188',
    })
    expect(response.output_parsed?.summary).toContain('Tuesday, June 2 at 9:00 AM')
  })
})

describe('what the provider refuses', () => {
  it('a missing key', async () => {
    const answer = await fetch(`${sandbox.url}/openai/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
  })

  it.each([
    ['an unknown parameter', { tone: 'warm' }, { status: 400, code: 'unknown_parameter', param: 'tone' }],
    [
      'an unknown parameter deeper down',
      { text: { shape: 'round' } },
      { status: 400, code: 'unknown_parameter', param: 'text.shape' },
    ],
    ['a model that does not exist', { model: 'gpt-nine' }, { status: 404, code: 'model_not_found', param: 'model' }],
    ['a missing input', { input: undefined }, { status: 400, code: 'missing_required_parameter', param: 'input' }],
    ['a wrong type', { max_output_tokens: 'many' }, { status: 400, code: 'invalid_type', param: 'max_output_tokens' }],
    [
      'too few tokens',
      { max_output_tokens: 3 },
      { status: 400, code: 'integer_below_min_value', param: 'max_output_tokens' },
    ],
    [
      'an unknown earlier response',
      { previous_response_id: 'resp_nope' },
      { status: 400, code: 'previous_response_not_found' },
    ],
    [
      'a tool choice that is not among the tools',
      { tool_choice: { type: 'function', name: 'fly' } },
      { status: 400, param: 'tool_choice' },
    ],
    [
      'an output without its call',
      { input: [{ type: 'function_call_output', call_id: 'call_1', output: '{}' }] },
      { status: 400, param: 'input' },
    ],
    [
      'a call without its output',
      { input: [{ type: 'function_call', call_id: 'call_1', name: 'x', arguments: '{}' }] },
      { status: 400, param: 'input' },
    ],
    [
      'words of a person as output text',
      { input: [{ role: 'user', content: [{ type: 'output_text', text: 'hi' }] }] },
      { status: 400, param: 'input[0].content[0]' },
    ],
    [
      'a strict tool whose schema is not strict',
      {
        tools: [
          {
            type: 'function',
            name: 'f',
            strict: true,
            parameters: { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
          },
        ],
      },
      { status: 400, code: 'invalid_function_parameters', param: 'tools[0].parameters' },
    ],
    [
      'a strict format that lets anything in',
      {
        text: { format: { type: 'json_schema', name: 's', strict: true, schema: { type: 'object', properties: {} } } },
      },
      { status: 400, code: 'invalid_json_schema', param: 'text.format.schema' },
    ],
  ])('%s', async (_, change, refusal) => {
    expect(await refusalOf(ask(change as never))).toMatchObject(refusal)
  })

  it('a body that is not JSON', async () => {
    const answer = await fetch(`${sandbox.url}/openai/v1/responses`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk', 'content-type': 'application/json' },
      body: '{"model":',
    })
    expect(answer.status).toBe(400)
  })
})

describe('what can go wrong at the provider', () => {
  it('answers 429 and 500 as often as it is told, then works again', async () => {
    sandbox.control.setFaults({ textRateLimits: 1, textServerErrors: 1 })
    expect(await refusalOf(ask())).toMatchObject({ status: 429, code: 'rate_limit_exceeded' })
    expect(await refusalOf(ask())).toMatchObject({ status: 500 })
    expect(await ask()).toMatchObject({ status: 'completed' })
  })

  it('breaks a stream in the middle of a word', async () => {
    sandbox.control.setFaults({ textDropAtDelta: 2 })
    const stream = await client.responses.create({
      model,
      instructions: INSTRUCTIONS,
      tools,
      input: 'hello',
      stream: true,
    })
    const read = (async () => {
      const types: string[] = []
      for await (const event of stream) types.push(event.type)
      return types
    })()
    await expect(read).rejects.toThrow()
  })

  it('fails a stream that has begun', async () => {
    sandbox.control.setFaults({ textFailures: 1 })
    const stream = await client.responses.create({
      model,
      instructions: INSTRUCTIONS,
      tools,
      input: 'hello',
      stream: true,
    })
    const types: string[] = []
    for await (const event of stream) types.push(event.type)
    expect(types.at(-1)).toBe('response.failed')
  })

  it('stops writing when the client has gone', async () => {
    sandbox.control.setFaults({ textDeltaMs: 5 })
    const stream = await client.responses.create({
      model,
      instructions: INSTRUCTIONS,
      tools,
      input: 'hello',
      stream: true,
    })
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta') break
    }
    stream.controller.abort()
    expect(await ask()).toMatchObject({ status: 'completed' })
  })
})
