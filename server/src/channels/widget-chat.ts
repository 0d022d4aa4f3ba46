import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { TextModel } from '../adapters/text-model/text-model.ts'
import type { ActiveConversation } from '../conversation/active-conversation.ts'
import { readScore } from '../conversation/csat-score.ts'
import { keepDraft } from '../conversation/drafts.ts'
import { stillLocked } from '../conversation/emergency.ts'
import { askForAnAnswer } from '../conversation/failed-reply.ts'
import type { ReplyMode } from '../db/generated/client.ts'
import { holdLease } from '../conversation/lease.ts'
import { failedReplyWords, MAX_CUSTOMER_MESSAGES, overLimitWords } from '../conversation/limits.ts'
import { reply, say, type ReplyResult } from '../conversation/reply.ts'
import { replyModeOf } from '../conversation/reply-mode.ts'
import { askToWriteBack } from '../conversation/waiting.ts'
import type { WidgetLink } from './widget-link.ts'

export interface ChatDependencies {
  textModel: TextModel
  logger: Logger
  clock: () => Date
}

/** The typed side of one widget. */
export interface WidgetChat {
  /** `id` is the client's own: the same message sent again is taken once, and answered if it was not. */
  send(message: { id: string; text: string }): void
  /** Stops an answer on its way; tools that run finish. */
  close(): void
}

/**
 * Chat in the widget. One answer at a time: what is typed while Ava thinks becomes
 * part of the same turn when nothing of the answer has been shown or done yet, and
 * otherwise a turn of its own, after it. While a person has the word nothing is
 * answered; what they left open is when they hand back.
 */
export function startWidgetChat(
  deps: ChatDependencies,
  options: { conversation: ActiveConversation; link: WidgetLink },
): WidgetChat {
  const { conversation, link } = options
  const closed = new AbortController()
  const unanswered = new Set<string>()
  const failed = new Set<string>()
  let current: { abort: AbortController; isCommitted: boolean } | null = null
  /** How the spa wanted it when it was last looked. */
  let mode: ReplyMode = 'auto'
  let isEnding = false
  let emergencyWords: string | null = null

  const stopWatching = conversation.watch((update) => {
    if (update.type === 'emergency') emergencyWords = update.say
    if (update.type === 'wind_down' && update.reason === 'ended') isEnding = true
    // A person has answered.
    if (update.type === 'message' && update.message.author === 'staff') unanswered.clear()
    if (update.type === 'state' && update.state !== 'open') current?.abort.abort()
    if (update.type === 'state' && update.state === 'open' && unanswered.size > 0) run()
    // Something of the answer is on the screen, or a tool has done something: it is not taken back any more.
    const isOfAva = update.type === 'message' && update.message.author === 'ava'
    if (current && (isOfAva || update.type === 'card')) current.isCommitted = true
  })

  async function answer(): Promise<void> {
    if (current) {
      if (current.isCommitted) return
      current.abort.abort()
      return
    }
    while (unanswered.size > 0 && conversation.isAiActive && !closed.signal.aborted) {
      const keys = [...unanswered]
      const turn = { abort: new AbortController(), isCommitted: false }
      current = turn
      if (mode === 'auto') link.send({ type: 'activity', activity: 'thinking' })
      // What the person wrote is in the database before anything is made of it.
      await conversation.flushed()
      mode = await replyModeOf(conversation.tenant, 'chat')
      const signal = AbortSignal.any([closed.signal, turn.abort.signal])
      const result = await answerAs(mode, signal)
      current = null
      // Taken back for a newer message: the next round answers both.
      if (turn.abort.signal.aborted) continue
      for (const key of keys) unanswered.delete(key)
      if (!result.ok && result.reason === 'failed') {
        await admitFailure(keys)
        break
      }
    }
    link.send({ type: 'activity', activity: 'idle' })
    if (isEnding && unanswered.size === 0) await conversation.end('ava')
  }

  /** As the spa wants it on its website: Ava herself, a person with what she proposes, or a person alone. */
  async function answerAs(mode: ReplyMode, signal: AbortSignal): Promise<ReplyResult> {
    const { tenant, id: conversationId, aiEpoch } = conversation
    if (mode === 'auto') return reply(deps, { conversation, channel: 'chat', signal })
    if (mode === 'off') {
      await tenant.transaction((tx) => askToWriteBack(tx, { conversationId, channel: 'chat' }))
      return { ok: false, reason: 'silent' }
    }
    const result = await reply(deps, { conversation, channel: 'chat', signal, words: 'kept', isProposal: true })
    if (!result.ok) return result
    const now = deps.clock()
    await tenant.transaction(async (tx) => {
      if (signal.aborted || !(await holdLease(tx, { conversationId, aiEpoch, now }))) return
      await keepDraft(tx, { conversationId, channel: 'chat', text: result.text, key: `draft:${randomUUID()}`, now })
    })
    return result
  }

  async function admitFailure(keys: string[]): Promise<void> {
    say(conversation, { channel: 'chat', text: failedReplyWords })
    const clientId = keys.at(-1)
    link.send({
      type: 'notice',
      code: 'reply_failed',
      text: failedReplyWords,
      actions: ['retry', 'leave_message', 'call_spa'],
      ...(clientId === undefined ? {} : { clientId }),
    })
    if (clientId !== undefined) failed.add(clientId)
    await askForAnAnswer(conversation.tenant, { conversationId: conversation.id, channel: 'chat' })
  }
  function run(): void {
    answer().catch((error: unknown) => {
      current = null
      deps.logger.error({ err: error, conversationId: conversation.id }, 'chat: an answer broke')
      link.send({ type: 'activity', activity: 'idle' })
    })
  }

  return {
    send({ id, text }) {
      if (conversation.state === 'ended') return
      const isRetry = failed.delete(id)
      const known = conversation.messages()
      if (!isRetry && known.some((message) => message.clientId === id)) {
        // Sent again after a lost connection: already here, so it is only answered if nobody has.
        if (known.at(-1)?.clientId !== id || current) return
      } else if (!isRetry) {
        if (conversation.customerMessageCount >= MAX_CUSTOMER_MESSAGES) {
          link.send({ type: 'notice', code: 'over_limit', text: overLimitWords, actions: ['call_spa'], clientId: id })
          return
        }
        // The greeting that the panel shows is the first thing Ava says.
        if (known.length === 0) say(conversation, { channel: 'chat', text: conversation.settings.persona.greeting })
        const wasLocked = conversation.state === 'locked'
        const isScore = conversation.awaitsScore && readScore(text) !== null
        conversation.begin({ key: id, author: 'customer', channel: 'chat' })
        conversation.finish(id, { text })
        if (conversation.state === 'locked') {
          current?.abort.abort()
          // Not between the lines of the person who is with them.
          if (wasLocked && conversation.withName !== null) return
          say(conversation, { channel: 'chat', text: wasLocked ? stillLocked : (emergencyWords ?? stillLocked) })
          return
        }
        if (isScore) return
      }
      unanswered.add(id)
      if (conversation.isAiActive) run()
    },
    close() {
      closed.abort()
      stopWatching()
    },
  }
}
