import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { TextModel, TextModelInput, TextModelTurn } from '../adapters/text-model/text-model.ts'
import type { ActiveConversation } from './active-conversation.ts'
import { styleFor, type WrittenChannel } from './instructions.ts'
import { keepWords, showWords, type Words } from './reply-words.ts'
import { textCost } from './text-cost.ts'
import { toModelInput } from './to-model-input.ts'

export { say } from './reply-words.ts'

/** Tool rounds in one answer; a model that still wants tools after these is going in circles. */
const MAX_ROUNDS = 8
const RETRY_PAUSE_MS = 400
const TURN_TIMEOUT_MS = 30_000

export interface ReplyDependencies {
  textModel: TextModel
  logger: Logger
  clock: () => Date
}

export interface ReplyRequest {
  conversation: ActiveConversation
  channel: WrittenChannel
  signal: AbortSignal
  /**
   * `shown`: the words grow in the transcript as they come, and are stored. `kept`: they are answered alone,
   * for the caller to store and send in one transaction. Left out: shown.
   */
  words?: 'shown' | 'kept'
  /** Ava only proposes what a person may send: she looks things up, and does nothing. */
  isProposal?: boolean
}

/** `silent`: nothing may be said any more (a person has taken over, a red flag, the end, or `signal`). */
export type ReplyResult =
  | {
      ok: true
      text: string
      /** To be said as it stands, not shortened. */
      isExact: boolean
      /** Something was done on the way that the words may tell of. */
      hasActed: boolean
    }
  | { ok: false; reason: 'failed' | 'silent' }

/**
 * Answers what the person has written, with the text model: words and tool calls in
 * turn, until the model has said its piece. A model call that fails is tried once more;
 * after that the caller is told.
 */
export async function reply(deps: ReplyDependencies, request: ReplyRequest): Promise<ReplyResult> {
  const { conversation, channel } = request
  const { aiEpoch } = conversation
  const isSilenced = () => request.signal.aborted || !conversation.isAiActive || conversation.aiEpoch !== aiEpoch
  const words = request.words === 'kept' ? keepWords() : showWords(conversation, { channel, aiEpoch, isSilenced })
  const tools = conversation.tools.filter(({ kind }) => !request.isProposal || kind === 'read')
  let hasActed = false
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const turn = await takeTurn(deps, { ...request, tools, words, isSilenced })
    if (turn === 'silent') return { ok: false, reason: 'silent' }
    if (turn === 'failed') return { ok: false, reason: 'failed' }
    if (turn.toolCalls.length === 0) {
      return turn.text === ''
        ? { ok: false, reason: 'failed' }
        : { ok: true, text: turn.text, isExact: false, hasActed }
    }
    const exact: string[] = []
    for (const call of turn.toolCalls) {
      if (isSilenced()) return { ok: false, reason: 'silent' }
      const { result } = await conversation.runTool({ ...call, channel })
      hasActed ||= tools.find(({ name }) => name === call.name)?.kind !== 'read'
      // Also when another call follows it: a question that was not asked cannot be answered.
      if (result.mustSay && typeof result.say === 'string') exact.push(result.say)
    }
    if (isSilenced()) return { ok: false, reason: 'silent' }
    // Words that must be said as they stand do not pass through the model at all.
    if (exact.length > 0) {
      const text = exact.join(' ')
      words.exactly(text)
      return { ok: true, text, isExact: true, hasActed }
    }
  }
  deps.logger.warn({ conversationId: conversation.id }, 'the text model kept calling tools without an answer')
  return { ok: false, reason: 'failed' }
}

async function takeTurn(
  deps: ReplyDependencies,
  options: Omit<ReplyRequest, 'words'> & {
    tools: ActiveConversation['tools']
    words: Words
    isSilenced: () => boolean
  },
): Promise<TextModelTurn | 'silent' | 'failed'> {
  const { conversation, channel, signal, tools, words, isSilenced } = options
  const input: TextModelInput[] = [
    ...conversation.timeline().flatMap(toModelInput),
    { role: 'developer', text: styleFor(channel, { settings: conversation.settings, now: deps.clock() }) },
  ]
  for (let attempt = 1; ; attempt++) {
    if (isSilenced()) return 'silent'
    const piece = words.begin()
    try {
      const turn = await deps.textModel.turn({
        instructions: conversation.instructions,
        input,
        tools,
        safetyIdentifier: conversation.safetyIdentifier,
        signal: AbortSignal.any([signal, AbortSignal.timeout(TURN_TIMEOUT_MS)]),
        onText: (delta) => piece.grow(delta),
      })
      recordTextUsage(conversation, turn)
      if (isSilenced()) {
        piece.takeBack()
        return 'silent'
      }
      if (turn.text !== '') piece.finish(turn.text)
      return turn
    } catch (error) {
      // Half a sentence is not an answer: what was shown of it is taken back.
      piece.takeBack()
      if (signal.aborted) return 'silent'
      deps.logger.warn({ err: error, conversationId: conversation.id, attempt }, 'the text model did not answer')
      if (attempt === 2) return 'failed'
      await wait(RETRY_PAUSE_MS)
    }
  }
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
