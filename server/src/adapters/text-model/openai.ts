import OpenAI from 'openai'
import type { Response, ResponseInputItem, ResponseUsage, Tool } from 'openai/resources/responses/responses'
import type { ToolDefinition } from '../../tools/tool.ts'
import type { TextModel, TextModelInput, TextModelTurn, TextModelUsage } from './text-model.ts'

/** OpenAI's Responses API. Nothing is stored on their side (`store: false`): the conversation is ours. */
export function openAiTextModel(options: { apiKey: string; baseUrl: string; model: string }): TextModel {
  const { model } = options
  // The caller decides about trying again: it knows whether half an answer was shown.
  const client = new OpenAI({ apiKey: options.apiKey, baseURL: options.baseUrl, maxRetries: 0 })
  return {
    async turn(request): Promise<TextModelTurn> {
      const stream = await client.responses.create(
        {
          model,
          instructions: request.instructions,
          input: request.input.map(toInputItem),
          tools: request.tools.map(toFunctionTool),
          store: false,
          stream: true,
          safety_identifier: request.safetyIdentifier,
        },
        { signal: request.signal },
      )
      let response: Response | null = null
      for await (const event of stream) {
        if (event.type === 'response.output_text.delta') request.onText?.(event.delta)
        else if (event.type === 'response.completed') response = event.response
        else if (event.type === 'response.failed' || event.type === 'response.incomplete') {
          throw new TextModelError(
            event.response.error?.code ?? event.response.incomplete_details?.reason ?? event.type,
          )
        } else if (event.type === 'error') throw new TextModelError(event.code ?? 'error')
      }
      if (!response) throw new TextModelError('the stream ended before the response was complete')
      return { text: textOf(response), toolCalls: toolCallsOf(response), usage: usageOf(response) }
    },

    async structured(request) {
      const response = await client.responses.create(
        {
          model,
          instructions: request.instructions,
          input: request.input.map(toInputItem),
          text: { format: { type: 'json_schema', name: request.schemaName, schema: request.schema, strict: true } },
          store: false,
          safety_identifier: request.safetyIdentifier,
        },
        { signal: request.signal },
      )
      return { json: JSON.parse(textOf(response)) as unknown, usage: usageOf(response) }
    },
  }
}

/** The model refused, broke off or answered with an error; the message is the provider's code, never words of a customer. */
export class TextModelError extends Error {
  override name = 'TextModelError'
}

function toInputItem(item: TextModelInput): ResponseInputItem {
  if ('role' in item) return { role: item.role, content: item.text }
  if (item.type === 'function_call') {
    return { type: 'function_call', call_id: item.callId, name: item.name, arguments: item.argumentsJson }
  }
  return { type: 'function_call_output', call_id: item.callId, output: item.output }
}

function toFunctionTool(tool: ToolDefinition): Tool {
  // Not `strict`: that mode wants every property required, and most of our arguments are optional. The registry parses them.
  return {
    type: 'function',
    name: tool.name,
    description: tool.description,
    parameters: tool.parameters,
    strict: false,
  }
}

function textOf(response: Response): string {
  return response.output
    .flatMap((item) => (item.type === 'message' ? item.content : []))
    .map((part) => (part.type === 'output_text' ? part.text : part.refusal))
    .join('')
    .trim()
}

function toolCallsOf(response: Response): TextModelTurn['toolCalls'] {
  return response.output.flatMap((item) =>
    item.type === 'function_call' ? [{ callId: item.call_id, name: item.name, argumentsJson: item.arguments }] : [],
  )
}

function usageOf(response: Response): TextModelUsage {
  const usage: ResponseUsage | undefined = response.usage
  return {
    responseId: response.id,
    model: response.model,
    inputTokens: usage?.input_tokens ?? 0,
    cachedInputTokens: usage?.input_tokens_details?.cached_tokens ?? 0,
    outputTokens: usage?.output_tokens ?? 0,
  }
}
