import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { TextModel, TextModelInput, TextModelTurn } from '../adapters/text-model/text-model.ts'
import type { ActiveConversation, TimelineEntry } from './active-conversation.ts'
import { styleFor } from './instructions.ts'
import { textCost } from './text-cost.ts'

/** Tool rounds in one answer; a model that still wants tools after these is going in circles. */
const MAX_ROUNDS = 8
const RETRY_PAUSE_MS = 400
const TURN_TIMEOUT_MS = 30_000

export interface ReplyDependencies {
  textModel: TextModel
  logger: Logger
}

/** `silent`: nothing may be said any more (a person has taken over, a red flag, the end, or `signal`). */
export type ReplyResult = { ok: true } | { ok: false; reason: 'failed' | 'silent' }

/**
 * Answers what the person has written, with the text model: words and tool calls in
 * turn, until the model has said its piece. The words grow in the transcript as they
 * come. A model call that fails is tried once more; after that the caller is told.
 */
export async function reply(
  deps: ReplyDependencies,
  options: { conversation: ActiveConversation; channel: 'chat' | 'sms' | 'email'; signal: AbortSignal },
): Promise<ReplyResult> {
  const { conversation, channel, signal } = options
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const turn = await takeTurn(deps, { conversation, channel, signal })
    if (turn === 'silent') return { ok: false, reason: 'silent' }
    if (turn === 'failed') return { ok: false, reason: 'failed' }
    if (turn.toolCalls.length === 0) return turn.text === '' ? { ok: false, reason: 'failed' } : { ok: true }
    const exact = await runTools(conversation, turn, channel)
    if (!conversation.isAiActive) return { ok: false, reason: 'silent' }
    // Words that must be said as they stand do not pass through the model at all.
    if (exact !== null) {
      say(conversation, { channel, text: exact })
      return { ok: true }
    }
  }
  deps.logger.warn({ conversationId: conversation.id }, 'the text model kept calling tools without an answer')
  return { ok: false, reason: 'failed' }
}

/** Puts words of Ava's own into the transcript, without a model. */
export function say(
  conversation: ActiveConversation,
  options: { channel: 'chat' | 'sms' | 'email'; text: string },
): void {
  const key = `ava-${randomUUID()}`
  conversation.begin({ key, author: 'ava', channel: options.channel })
  conversation.finish(key, { text: options.text })
}

async function takeTurn(
  deps: ReplyDependencies,
  options: { conversation: ActiveConversation; channel: 'chat' | 'sms' | 'email'; signal: AbortSignal },
): Promise<TextModelTurn | 'silent' | 'failed'> {
  const { conversation, channel, signal } = options
  const input: TextModelInput[] = [
    ...conversation.timeline().flatMap(toModelInput),
    { role: 'developer', text: styleFor(channel) },
  ]
  for (let attempt = 1; ; attempt++) {
    if (signal.aborted || !conversation.isAiActive) return 'silent'
    const key = `ava-${randomUUID()}`
    let words = ''
    try {
      const turn = await deps.textModel.turn({
        instructions: conversation.instructions,
        input,
        tools: conversation.tools,
        safetyIdentifier: conversation.safetyIdentifier,
        signal: AbortSignal.any([signal, AbortSignal.timeout(TURN_TIMEOUT_MS)]),
        onText: (delta) => {
          if (!conversation.isAiActive) return
          if (words === '') conversation.begin({ key, author: 'ava', channel })
          words += delta
          conversation.grow(key, words)
        },
      })
      recordTextUsage(conversation, turn)
      if (signal.aborted || !conversation.isAiActive) {
        conversation.discard(key)
        return 'silent'
      }
      if (turn.text !== '') {
        conversation.begin({ key, author: 'ava', channel })
        conversation.finish(key, { text: turn.text })
      }
      return turn
    } catch (error) {
      // Half a sentence is not an answer: what was shown of it is taken back.
      conversation.discard(key)
      if (signal.aborted) return 'silent'
      deps.logger.warn({ err: error, conversationId: conversation.id, attempt }, 'the text model did not answer')
      if (attempt === 2) return 'failed'
      await wait(RETRY_PAUSE_MS)
    }
  }
}

async function runTools(
  conversation: ActiveConversation,
  turn: TextModelTurn,
  channel: 'chat' | 'sms' | 'email',
): Promise<string | null> {
  const exact: string[] = []
  for (const call of turn.toolCalls) {
    const { result } = await conversation.runTool({ ...call, channel })
    // Also when another call follows it: a question that was not asked cannot be answered.
    if (result.mustSay && typeof result.say === 'string') exact.push(result.say)
  }
  return exact.length === 0 ? null : exact.join(' ')
}

function recordTextUsage(conversation: ActiveConversation, turn: TextModelTurn): void {
  const { usage } = turn
  conversation.recordUsage({
    kind: 'text_response',
    model: usage.model,
    externalId: usage.responseId,
    inputTextTokens: usage.inputTokens,
    cachedTextTokens: usage.cachedInputTokens,
    outputTextTokens: usage.outputTokens,
    microCents: textCost(usage),
  })
}

function toModelInput(entry: TimelineEntry): TextModelInput[] {
  if (entry.type === 'tool_call') {
    const { callId, name, argumentsJson, output } = entry
    return [
      { type: 'function_call', callId, name, argumentsJson },
      { type: 'function_call_output', callId, output },
    ]
  }
  if (entry.author === 'customer') return [{ role: 'user', text: entry.text }]
  if (entry.author === 'ava') return [{ role: 'assistant', text: entry.text }]
  if (entry.author === 'staff') return [{ role: 'assistant', text: `(A member of staff wrote:) ${entry.text}` }]
  return [{ role: 'developer', text: entry.text }]
}
