/**
 * A model that listens and speaks. The call's logic speaks these commands and
 * events and no provider's own; an adapter translates. Whatever is said here about
 * audio is mono PCM16 LE at 24 kHz.
 */
export interface UpstreamVoice {
  /** True when the sandbox stands in for the provider: the call says so to the visitor. */
  readonly isSandboxed: boolean
  /** Opens one session. Everything that happens to it, a failure to connect included, is told to the listener. */
  connect(options: { model: string; safetyIdentifier: string }, listener: UpstreamListener): UpstreamSession
}

export interface UpstreamListener {
  event(event: UpstreamEvent): void
  /** Ava's voice, base64 as it came: decoded once, straight into the frame that goes out. The hot path. */
  audio(chunk: UpstreamAudio): void
  /** The session is over; the last thing that is told. */
  closed(closing: { code: number; reason: string }): void
}

export interface UpstreamAudio {
  responseId: string
  itemId: string
  base64: string
}

export interface UpstreamSession {
  send(command: UpstreamCommand): void
  /** False when the way up is so full that this audio was thrown away. The hot path. */
  append(pcm: Uint8Array): boolean
  /** Bytes not yet handed to the network. */
  bufferedBytes(): number
  close(): void
}

export interface VoiceSession {
  instructions: string
  tools: readonly { name: string; description: string; parameters: Record<string, unknown> }[]
  voice: string
  transcriptionModel: string
  turnDetection:
    { type: 'server_vad'; threshold: number; prefixPaddingMs: number; silenceMs: number } | { type: 'semantic_vad' }
  maxOutputTokens: number
}

/** `id` comes back in `refused.commandId`. */
export type UpstreamCommand =
  | { type: 'configure'; id: string; session: VoiceSession }
  | { type: 'commit'; id: string }
  | { type: 'add_message'; id: string; itemId: string; role: 'user' | 'assistant' | 'system'; text: string }
  /** A tool call of an earlier session, given to this one so that it knows what was done. */
  | { type: 'add_tool_call'; id: string; callId: string; name: string; argumentsJson: string }
  | { type: 'add_tool_output'; id: string; callId: string; output: string }
  | { type: 'delete_item'; id: string; itemId: string }
  | { type: 'truncate'; id: string; itemId: string; audioEndMs: number }
  | ({ type: 'respond'; id: string } & ResponseRequest)
  | { type: 'cancel'; id: string; responseId: string }

export interface ResponseRequest {
  /** Instead of the session's instructions. */
  instructions?: string
  isWithoutTools?: boolean
  /** Beside the conversation: knows nothing of it and leaves nothing in it. */
  isAside?: boolean
}

/** Times are ms of appended audio since the session began. */
export type UpstreamEvent =
  /** The session exists, and has not been told anything yet. */
  | { type: 'opened' }
  | { type: 'configured' }
  | { type: 'speech_started'; itemId: string; atMs: number }
  | { type: 'speech_stopped'; itemId: string; atMs: number }
  | { type: 'committed'; itemId: string; previousItemId: string | null }
  | { type: 'item_added'; itemId: string; previousItemId: string | null }
  /** Words of the person. */
  | { type: 'heard_grew'; itemId: string; delta: string }
  | { type: 'heard'; itemId: string; text: string; usage: TranscriptionUsage | null }
  | { type: 'heard_failed'; itemId: string }
  /** Ava's answers. `requestId` is the id of the `respond` command, where the provider says it. */
  | { type: 'response_started'; responseId: string; requestId: string | null; isAside: boolean }
  | { type: 'utterance_started'; responseId: string; itemId: string }
  | { type: 'words'; responseId: string; itemId: string; delta: string }
  | { type: 'words_done'; responseId: string; itemId: string; text: string }
  | { type: 'audio_done'; responseId: string; itemId: string }
  /** A whole call; incomplete ones of a cancelled response are never told. */
  | { type: 'tool_called'; responseId: string; itemId: string; callId: string; name: string; argumentsJson: string }
  | {
      type: 'response_ended'
      responseId: string
      requestId: string | null
      isAside: boolean
      status: 'completed' | 'cancelled' | 'failed' | 'incomplete'
      errorCode: string | null
      usage: ResponseUsage | null
    }
  | { type: 'refused'; code: string | null; message: string; commandId: string | null }
  /** Known and of no interest, or unknown: for the ring of events alone. */
  | { type: 'other'; name: string }

export interface ResponseUsage {
  inputTextTokens: number
  inputAudioTokens: number
  /** Parts of the input that were in the provider's cache. */
  cachedTextTokens: number
  cachedAudioTokens: number
  outputTextTokens: number
  outputAudioTokens: number
}

export type TranscriptionUsage =
  | { type: 'seconds'; seconds: number }
  | { type: 'tokens'; audioTokens: number; textTokens: number; outputTokens: number }
