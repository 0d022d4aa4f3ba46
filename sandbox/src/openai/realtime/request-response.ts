import type { RealtimeResponseCreateParamsWithReferencesParam } from 'openai/resources/realtime/realtime'
import type { MindTool, MindToolChoice } from '../mind/mind-request.ts'
import type { AudioFormat } from './audio-format.ts'
import type { ConversationEntry } from './conversation.ts'
import { newItemEntry } from './new-item.ts'
import { mindItems } from './mind-items.ts'
import { refusal } from './problem.ts'
import type { Problem } from './problem.ts'
import type { ResponseRequest } from './response-run.ts'
import type { RealtimeSession } from './session.ts'
import { modelProblem } from './session-config.ts'
import type { FunctionTool, ToolChoice, Voice } from './session-config.ts'
import { promptPieces } from './usage.ts'

export type ResponseParams = RealtimeResponseCreateParamsWithReferencesParam

export type ResponseRequestResult = { ok: true; request: ResponseRequest } | { ok: false; problem: Problem }

/** `response.create` filled in from the session; refused when it cannot be honoured now. */
export function requestResponse(session: RealtimeSession, params: ResponseParams): ResponseRequestResult {
  const { config, hasSpoken, activeResponse } = session
  const isDefault = params.conversation !== 'none'
  if (isDefault && activeResponse) return { ok: false, problem: alreadyActive(activeResponse.id) }
  const problem = modelProblem(config.model, { change: params, path: 'response' })
  if (problem) return { ok: false, problem }
  const voice: Voice = params.audio?.output?.voice ?? config.audio.output.voice
  if (hasSpoken && JSON.stringify(voice) !== JSON.stringify(config.audio.output.voice)) {
    const message = "Cannot update a conversation's voice if assistant audio is present."
    return { ok: false, problem: refusal('cannot_update_voice', message) }
  }
  const context = contextOf(session, params.input)
  if ('problem' in context) return { ok: false, problem: context.problem }
  const { entries } = context
  // A response's instructions replace the session's: the model sees nothing of those.
  const instructions = params.instructions ?? config.instructions
  const tools = (params.tools ?? config.tools) as (FunctionTool | { type: 'mcp' })[]
  const [modality = 'audio'] = params.output_modalities ?? config.output_modalities
  return {
    ok: true,
    request: {
      isDefault,
      mind: {
        instructions,
        responseInstructions: params.instructions ?? null,
        tools: tools.filter((tool): tool is FunctionTool & MindTool => tool.type !== 'mcp'),
        toolChoice: mindToolChoice((params.tool_choice as ToolChoice | undefined) ?? config.tool_choice),
        items: mindItems(entries),
        now: new Date(session.state.clock.now()),
      },
      prompt: promptPieces({ instructions, tools, entries }),
      modality,
      maxOutputTokens: params.max_output_tokens ?? config.max_output_tokens,
      voice,
      format: (params.audio?.output?.format as AudioFormat | undefined) ?? config.audio.output.format,
      speed: config.audio.output.speed,
      metadata: params.metadata ?? null,
    },
  }
}

/** The server's own response after a turn. Fails, as the live service may, when one is still active. */
export function respondToTurn(session: RealtimeSession): void {
  const result = requestResponse(session, {})
  if (result.ok) session.respond(result.request)
  else session.refuse(result.problem, { type: null }, { isViolation: false })
}

function alreadyActive(id: string): Problem {
  const message = `Conversation already has an active response in progress: ${id}. Wait until the response is finished before creating a new one.`
  return refusal('conversation_already_has_active_response', message)
}

type Context = { entries: readonly ConversationEntry[] } | { problem: Problem }

/** The conversation, or the `input` that stands in its place. */
function contextOf(session: RealtimeSession, input: ResponseParams['input']): Context {
  if (!input) return { entries: session.conversation.entries() }
  const entries: ConversationEntry[] = []
  for (const [index, item] of input.entries()) {
    if (item.type === 'item_reference') {
      const entry = session.conversation.find(item.id)
      if (!entry) return { problem: unknownReference(item.id, index) }
      entries.push(entry)
      continue
    }
    const result = newItemEntry(session, { item, param: `response.input[${index}]` })
    if (!result.ok) return { problem: result.problem }
    entries.push(result.entry)
  }
  return { entries }
}

function unknownReference(id: string, index: number): Problem {
  return { code: 'invalid_value', message: `Item with id '${id}' not found.`, param: `response.input[${index}].id` }
}

function mindToolChoice(choice: ToolChoice): MindToolChoice {
  return typeof choice === 'object' && choice.type === 'mcp' ? 'auto' : choice
}
