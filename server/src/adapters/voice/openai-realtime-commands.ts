import type {
  ConversationItem,
  ConversationItemCreateEvent,
  RealtimeClientEvent,
  RealtimeFunctionTool,
  RealtimeSessionCreateRequest,
  ResponseCreateEvent,
} from 'openai/resources/realtime/realtime'
import type { UpstreamCommand, VoiceSession } from './upstream-voice.ts'

/** Strict in what is sent: one unknown field makes the provider refuse the whole event. */
export function writeClientEvent(command: UpstreamCommand): RealtimeClientEvent {
  const event_id = command.id
  switch (command.type) {
    case 'configure':
      return { type: 'session.update', event_id, session: writeSession(command.session) }
    case 'commit':
      return { type: 'input_audio_buffer.commit', event_id }
    case 'add_message':
      return createItem(event_id, writeMessage(command))
    case 'add_tool_call':
      return createItem(event_id, {
        type: 'function_call',
        call_id: command.callId,
        name: command.name,
        arguments: command.argumentsJson,
      })
    case 'add_tool_output':
      return createItem(event_id, { type: 'function_call_output', call_id: command.callId, output: command.output })
    case 'delete_item':
      return { type: 'conversation.item.delete', event_id, item_id: command.itemId }
    case 'truncate':
      return {
        type: 'conversation.item.truncate',
        event_id,
        item_id: command.itemId,
        content_index: 0,
        audio_end_ms: command.audioEndMs,
      }
    case 'respond':
      return writeResponse(command)
    case 'cancel':
      return { type: 'response.cancel', event_id, response_id: command.responseId }
  }
}

function createItem(event_id: string, item: ConversationItem): ConversationItemCreateEvent {
  return { type: 'conversation.item.create', event_id, item }
}

function writeMessage(command: Extract<UpstreamCommand, { type: 'add_message' }>): ConversationItem {
  const { itemId: id, role, text } = command
  if (role === 'assistant') {
    return { id, type: 'message', role, status: 'completed', content: [{ type: 'output_text', text }] }
  }
  return { id, type: 'message', role, status: 'completed', content: [{ type: 'input_text', text }] }
}

function writeResponse(command: Extract<UpstreamCommand, { type: 'respond' }>): ResponseCreateEvent {
  const response: NonNullable<ResponseCreateEvent['response']> = {
    // Echoed in response.created and response.done: which request this answer belongs to.
    metadata: { request: command.id, ...(command.isAside ? { aside: 'yes' } : {}) },
  }
  if (command.instructions !== undefined) response.instructions = command.instructions
  if (command.isWithoutTools) response.tool_choice = 'none'
  if (command.isAside) {
    response.conversation = 'none'
    response.input = []
  }
  return { type: 'response.create', event_id: command.id, response }
}

function writeSession(session: VoiceSession): RealtimeSessionCreateRequest {
  const { turnDetection } = session
  // Who answers and who interrupts is decided here, never by the provider.
  const ours = { create_response: false, interrupt_response: false }
  return {
    type: 'realtime',
    instructions: session.instructions,
    output_modalities: ['audio'],
    tools: session.tools.map(({ name, description, parameters }): RealtimeFunctionTool => ({
      type: 'function',
      name,
      description,
      parameters,
    })),
    tool_choice: 'auto',
    max_output_tokens: session.maxOutputTokens,
    // Cuts old turns rarely and by much, so that the prompt cache breaks rarely.
    truncation: { type: 'retention_ratio', retention_ratio: 0.8 },
    audio: {
      input: {
        format: { type: 'audio/pcm', rate: 24000 },
        transcription: { model: session.transcriptionModel },
        turn_detection:
          turnDetection.type === 'semantic_vad'
            ? { type: 'semantic_vad', eagerness: 'high', ...ours }
            : {
                type: 'server_vad',
                threshold: turnDetection.threshold,
                prefix_padding_ms: turnDetection.prefixPaddingMs,
                silence_duration_ms: turnDetection.silenceMs,
                ...ours,
              },
      },
      output: { format: { type: 'audio/pcm', rate: 24000 }, voice: session.voice },
    },
  }
}
