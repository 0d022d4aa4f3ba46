import type { Card, ConversationState, TranscriptMessage } from '@ava/protocol/widget-socket.ts'
import type { Tenant } from '../db/for-tenant.ts'
import type { Channel } from '../db/generated/client.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import type { ToolOutcome } from '../tools/registry.ts'
import type { ToolDefinition } from '../tools/tool.ts'

/** What somebody who watches a conversation is told, at once and in order. */
export type ConversationUpdate =
  | { type: 'message'; message: TranscriptMessage }
  | { type: 'message_removed'; id: string }
  /** What this client typed is in the database. */
  | { type: 'stored'; clientId: string }
  | { type: 'card'; card: Card; afterMessageId?: string }
  | { type: 'state'; state: ConversationState; withName?: string }
  /** A red flag: stop everything and say these words; people only from here on. */
  | { type: 'emergency'; say: string }
  /** Ava has said goodbye (end_conversation), or hands over: end the call when she has finished speaking. */
  | { type: 'wind_down'; reason: 'ended' | 'handed_over' }

/** One entry of what a model is given to go on from: words and tool calls, oldest first. */
export type TimelineEntry =
  | { type: 'message'; author: 'customer' | 'ava' | 'staff' | 'system'; text: string }
  | { type: 'tool_call'; callId: string; name: string; argumentsJson: string; output: string }

/** What a model call used, as the provider reported it, and what that costs. */
export interface UsageRecord {
  kind: 'realtime_response' | 'transcription' | 'text_response'
  model: string
  externalId: string
  inputTextTokens?: number
  inputAudioTokens?: number
  cachedTextTokens?: number
  cachedAudioTokens?: number
  outputTextTokens?: number
  outputAudioTokens?: number
  audioSeconds?: number
  microCents: bigint
}

/**
 * One open conversation in this process: the engine that voice, chat and later SMS
 * and email share. Nothing here waits for the database on the caller's path: places
 * in the transcript are given in memory and written behind, in order, with retries
 * while the database is away.
 */
export interface ActiveConversation {
  readonly tenant: Tenant
  readonly id: string
  readonly visitorId: string | null
  /** The spa's settings as they were when the conversation was opened. */
  readonly settings: TenantSettings
  /** For the model. The same bytes for the whole conversation: its cache depends on it. */
  readonly instructions: string
  readonly tools: readonly ToolDefinition[]
  readonly state: ConversationState
  /** False while a person has taken over, after a red flag and after the end: nothing the AI says goes out. */
  readonly isAiActive: boolean
  /** Raised by every takeover, hand-back and red flag: words begun under an older one are not said any more. */
  readonly aiEpoch: number
  /** Who of the staff has taken over, by name. */
  readonly withName: string | null
  /** They have been asked how it was and have not said: a number is their answer to that, and wants none. */
  readonly awaitsScore: boolean
  /** An anonymous, stable id of the visitor for the provider's abuse checks. */
  readonly safetyIdentifier: string

  /** The transcript so far, in order, unfinished utterances included. */
  messages(): readonly TranscriptMessage[]
  /** How often the person has spoken or written, also before what is kept in memory. */
  readonly customerMessageCount: number
  /** The newest part of the conversation for a model: finished words and tool calls with their results, in order. */
  timeline(): readonly TimelineEntry[]
  watch(listener: (update: ConversationUpdate) => void): () => void

  /**
   * Gives an utterance its place at the end of the transcript, before its words are known
   * (speech that has just been committed; an answer that has just begun). `key` is the caller's
   * id for it (Realtime item id, client message id) and is stored once. Answers the message id.
   * `afterKey` puts it right after that utterance instead, whatever order events came in. Words of a
   * model name the `aiEpoch` they were asked for under: they are stored while it lasts, and else taken back.
   */
  begin(utterance: {
    key: string
    author: 'customer' | 'ava'
    channel: Channel
    afterKey?: string | null
    aiEpoch?: number
  }): string
  /** The words so far (all of them); shown, not stored. Unknown keys are ignored. */
  grow(key: string, text: string): void
  /** The words as they were in the end. Stored; a customer's words are checked for red flags. Calling again replaces the text. */
  finish(key: string, final: { text: string; isInterrupted?: boolean }): void
  /** It turned out to be noise, or nobody heard any of it. */
  discard(key: string): void

  /** Runs a tool call of the model; cards and effects are dealt with here. Never throws. */
  runTool(call: { callId: string; name: string; argumentsJson: string; channel: Channel }): Promise<ToolOutcome>
  recordEvent(type: string, data?: Record<string, unknown>): void
  recordUsage(usage: UsageRecord): void
  /** Host page's context and claims: data for the staff and the model, never instructions. */
  setContext(context: { pageUrl?: string; pageTitle?: string; values?: Record<string, string> }): void
  identify(claims: { name?: string; email?: string; phone?: string }): void

  /** All that was written behind is in the database. */
  flushed(): Promise<void>
  /** Nobody here needs it any more: changes that others make are not followed. What is written behind still is. */
  close(): void
  /** Ends the conversation: status, reason, outcome; its summary is queued. Idempotent. */
  end(reason: string): Promise<void>
}
