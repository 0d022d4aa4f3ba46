import type { UpstreamEvent } from '../adapters/voice/upstream-voice.ts'
import type { ActiveConversation } from '../conversation/active-conversation.ts'
import type { Clock } from './clock.ts'

/** A silence longer than this while a tool works is filled with a word. */
const FILLER_AFTER_MS = 800

type ToolCalled = Extract<UpstreamEvent, { type: 'tool_called' }>

/**
 * The model's tool calls: each id runs once, whatever is told twice. Their outputs
 * go up as they come; the answer to them is wanted once, when the last output is
 * there and no further call of the same response can come.
 */
export class ToolCalls {
  readonly #conversation: ActiveConversation
  readonly #clock: Clock
  readonly #output: (output: { callId: string; output: string }) => void
  readonly #answered: (exactWords: string | null) => void
  readonly #isSlow: () => void
  readonly #seen = new Set<string>()
  /** Responses with calls whose end has not been told. */
  readonly #openResponses = new Set<string>()
  #running = 0
  #hasUnansweredOutput = false
  #exactWords: string[] = []
  #stopFiller: (() => void) | null = null

  constructor(options: {
    conversation: ActiveConversation
    clock: Clock
    /** A result for the model. */
    output: (output: { callId: string; output: string }) => void
    /** All results are there: an answer is wanted, or these words exactly, where a result demands it. */
    answered: (exactWords: string | null) => void
    /** It takes so long that the person should hear something. */
    isSlow: () => void
  }) {
    this.#conversation = options.conversation
    this.#clock = options.clock
    this.#output = options.output
    this.#answered = options.answered
    this.#isSlow = options.isSlow
  }

  get isRunning(): boolean {
    return this.#running > 0 || this.#openResponses.size > 0
  }

  called({ callId, name, argumentsJson, responseId }: ToolCalled): void {
    if (this.#seen.has(callId)) return
    this.#seen.add(callId)
    this.#openResponses.add(responseId)
    this.#running += 1
    this.#stopFiller ??= this.#clock.after(FILLER_AFTER_MS, () => this.#isSlow())
    void this.#run({ callId, name, argumentsJson })
  }

  responseEnded(responseId: string): void {
    if (this.#openResponses.delete(responseId)) this.#answerIfDone()
  }

  stop(): void {
    this.#stopFiller?.()
  }

  async #run(call: { callId: string; name: string; argumentsJson: string }): Promise<void> {
    // Never throws: what goes wrong comes back as a result with a sentence.
    const { result } = await this.#conversation.runTool({ ...call, channel: 'voice' })
    this.#output({ callId: call.callId, output: JSON.stringify(result) })
    // A date, a price or a policy is not for the model to put in its own words.
    if (result.mustSay && typeof result.say === 'string') this.#exactWords.push(result.say)
    this.#running -= 1
    this.#hasUnansweredOutput = true
    this.#answerIfDone()
  }

  #answerIfDone(): void {
    if (this.#running > 0) return
    this.#stopFiller?.()
    this.#stopFiller = null
    if (this.#openResponses.size > 0 || !this.#hasUnansweredOutput) return
    this.#hasUnansweredOutput = false
    const words = this.#exactWords.splice(0)
    this.#answered(words.length > 0 ? words.join(' ') : null)
  }
}
