import type { UpstreamCommand, VoiceSession } from '../adapters/voice/upstream-voice.ts'
import type { ActiveConversation, TimelineEntry } from '../conversation/active-conversation.ts'

/** About 90 seconds of speech: longer answers are nobody's wish, and each is paid for. */
const MAX_OUTPUT_TOKENS = 2_048

/** The same bytes for the whole call: instructions and tools are what the provider's cache is keyed on. */
export function sessionFor(conversation: ActiveConversation, models: { transcription: string }): VoiceSession {
  const { persona } = conversation.settings
  const { mode, threshold, prefixPaddingMs, silenceMs } = persona.turnDetection
  return {
    instructions: conversation.instructions,
    tools: conversation.tools,
    voice: persona.voice,
    transcriptionModel: models.transcription,
    turnDetection:
      mode === 'semantic' ? { type: 'semantic_vad' } : { type: 'server_vad', threshold, prefixPaddingMs, silenceMs },
    maxOutputTokens: MAX_OUTPUT_TOKENS,
  }
}

/** What was said and done before this session began, in its order. */
export function historyFor(timeline: readonly TimelineEntry[]): UpstreamCommand[] {
  return timeline.flatMap((entry, index): UpstreamCommand[] => {
    const id = `history-${index + 1}`
    if (entry.type === 'message') {
      return [{ type: 'add_message', id, itemId: id, ...messageFor(entry) }]
    }
    const { callId, name, argumentsJson, output } = entry
    return [
      { type: 'add_tool_call', id, callId, name, argumentsJson },
      { type: 'add_tool_output', id: `${id}-output`, callId, output },
    ]
  })
}

function messageFor(entry: Extract<TimelineEntry, { type: 'message' }>): {
  role: 'user' | 'assistant' | 'system'
  text: string
} {
  switch (entry.author) {
    case 'customer':
      return { role: 'user', text: entry.text }
    case 'ava':
      return { role: 'assistant', text: entry.text }
    case 'staff':
      return { role: 'assistant', text: `(A member of staff wrote:) ${entry.text}` }
    case 'system':
      return { role: 'system', text: entry.text }
  }
}
