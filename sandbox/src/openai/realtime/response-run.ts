import type { MindRequest, MindTurn } from '../mind/mind-request.ts'
import type { AudioFormat } from './audio-format.ts'
import type { Conversation, ConversationEntry } from './conversation.ts'
import { strikes } from './faults.ts'
import type { Faults } from './faults.ts'
import { newId } from './ids.ts'
import type { OutputItem } from './output-item.ts'
import { openCall, streamCall } from './output-call.ts'
import type { Call } from './output-call.ts'
import { openSpeech, prepareSpeech, streamSpeech } from './output-speech.ts'
import type { Speech } from './output-speech.ts'
import { openText, streamText } from './output-text.ts'
import type { Writing } from './output-text.ts'
import { planOutput } from './plan-output.ts'
import type { ServerEvent, WireResponse } from './server-event.ts'
import type { Voice } from './session-config.ts'
import { usageOf } from './usage.ts'
import type { PromptPiece, Tokens } from './usage.ts'

/** A `response.create` with the session's configuration filled in. */
export interface ResponseRequest {
  /** False for `conversation: 'none'`: no mirrors in the conversation, nothing kept. */
  isDefault: boolean
  mind: MindRequest
  prompt: PromptPiece[]
  modality: 'audio' | 'text'
  maxOutputTokens: number | 'inf'
  voice: Voice
  format: AudioFormat
  speed: number
  metadata: Record<string, string> | null
}

/** What a response needs of its session. */
export interface ResponseHost {
  emit: (event: ServerEvent) => void
  conversation: Conversation
  conversationId: string
  faults: Faults
  random: () => number
  previousPrompt: readonly PromptPiece[]
  think: (request: MindRequest) => MindTurn
  markSpoken: () => void
  breakConnection: () => void
  /** Called once, after `response.done`; `audioMs` is the audio that was generated. */
  onEnd: (run: ResponseRun, audioMs: number) => void
  /** The mind or the voice broke: for the log. */
  onCrash: (error: unknown) => void
}

type Ending =
  | { status: 'completed' }
  | { status: 'cancelled'; reason: 'turn_detected' | 'client_cancelled' }
  | { status: 'incomplete'; reason: 'max_output_tokens' }
  | { status: 'failed'; error: { type: string; code: string; message: string } }

/** One response from `response.created` to `response.done`, which always comes, whatever happens between. */
export class ResponseRun {
  readonly id = newId('resp')
  readonly request: ResponseRequest
  readonly output: Tokens = { text: 0, audio: 0 }
  readonly speedUp: number
  readonly #host: ResponseHost
  readonly #items: ConversationEntry[] = []
  /** Items whose `.done` events are still owed, oldest first. */
  readonly #open: OutputItem[] = []
  #isOver = false
  #deltas = 0
  #timer: NodeJS.Timeout | undefined
  #wake: ((goesOn: boolean) => void) | undefined

  constructor(host: ResponseHost, request: ResponseRequest) {
    this.#host = host
    this.request = request
    this.speedUp = host.faults.speed ?? 3 + 5 * host.random()
  }

  get isOver(): boolean {
    return this.#isOver
  }

  get conversation(): Conversation {
    return this.#host.conversation
  }

  get random(): () => number {
    return this.#host.random
  }

  emit(event: ServerEvent): void {
    this.#host.emit(event)
  }

  markSpoken(): void {
    this.#host.markSpoken()
  }

  /** Waits; false when the response was ended meanwhile. */
  pause(ms: number): Promise<boolean> {
    if (this.#isOver) return Promise.resolve(false)
    return new Promise((resolve) => {
      this.#wake = resolve
      this.#timer = setTimeout(() => resolve(true), ms)
    })
  }

  start(): void {
    this.#run().catch((error: unknown) => {
      this.#host.onCrash(error)
      const message = 'The server had an error while processing your request. Sorry about that!'
      this.#end({ status: 'failed', error: { type: 'server_error', code: 'server_error', message } })
    })
  }

  cancel(reason: 'turn_detected' | 'client_cancelled'): void {
    this.#end({ status: 'cancelled', reason })
  }

  /** The session is gone: stop without a word. */
  abandon(): void {
    this.#isOver = true
    this.#stopWaiting()
  }

  /** Ends the response when it has used up its tokens. */
  reachesTokenLimit(): boolean {
    const { maxOutputTokens } = this.request
    if (maxOutputTokens === 'inf' || this.output.text + this.output.audio < maxOutputTokens) return false
    this.#end({ status: 'incomplete', reason: 'max_output_tokens' })
    return true
  }

  /** The fault that cuts the socket in the middle of a delta. */
  breaksConnection(): boolean {
    const { faults } = this.#host
    this.#deltas++
    if (faults.dropSocketAtDelta === 0 || this.#deltas < faults.dropSocketAtDelta) return false
    faults.dropSocketAtDelta = 0
    this.#host.breakConnection()
    return true
  }

  async #run(): Promise<void> {
    const { faults } = this.#host
    if (!strikes(faults, 'omitResponseCreated')) {
      this.emit({ type: 'response.created', response: this.#wire('in_progress') })
    }
    this.emit({ type: 'rate_limits.updated', rate_limits: rateLimits })
    if (strikes(faults, 'rateLimitedResponses')) {
      await this.pause(20)
      const message = 'Rate limit reached for inference. Please try again later.'
      const error = { type: 'rate_limit_error', code: 'inference_rate_limit_exceeded', message }
      return this.#end({ status: 'failed', error })
    }
    if (strikes(faults, 'stalledResponses')) return
    const plan = planOutput({ ...this.request, faults, think: this.#host.think })
    const [first] = plan
    if (first?.kind === 'speech') prepareSpeech(this, first)
    if (!(await this.pause(faults.thinkingMs))) return
    for (const [outputIndex, output] of plan.entries()) {
      await this.#put(output, { outputIndex, isLast: outputIndex === plan.length - 1 })
      if (this.#isOver) return
    }
    this.#end({ status: 'completed' })
  }

  async #put(
    output: Speech | Writing | Call,
    { outputIndex, isLast }: { outputIndex: number; isLast: boolean },
  ): Promise<void> {
    const { faults } = this.#host
    if (output.kind === 'speech') {
      const item = this.#opened(openSpeech(this, { speech: output, outputIndex }))
      // The item before may still owe its `.done` events (`lateAudioDone`).
      const onDelta = (): void => this.#closeBefore(item)
      await streamSpeech(this, { speech: output, item, outputIndex, onDelta })
      item.isGenerated = !this.#isOver
      if (this.#isOver || (faults.lateAudioDone && !isLast)) return
      if (faults.lateAudioDone && !(await this.pause(300))) return
      return this.#close(item)
    }
    if (output.kind === 'text') {
      const item = this.#opened(openText(this, { outputIndex }))
      await streamText(this, { writing: output, item, outputIndex })
      if (!this.#isOver) this.#close(item)
      return
    }
    const item = this.#opened(openCall(this, { call: output, outputIndex }))
    this.#closeBefore(item)
    const halfWay = (): boolean => {
      if (!isLast || !strikes(faults, 'cancelDuringCalls')) return true
      this.cancel('turn_detected')
      return false
    }
    await streamCall(this, { call: output, item, outputIndex, halfWay })
    if (!this.#isOver) this.#close(item)
  }

  #opened(item: OutputItem): OutputItem {
    this.#items.push(item.entry)
    this.#open.push(item)
    return item
  }

  #closeBefore(item: OutputItem): void {
    while (this.#open.length > 0 && this.#open[0] !== item) this.#open.shift()!.close('completed')
  }

  #close(item: OutputItem): void {
    this.#closeBefore(item)
    this.#open.shift()!.close('completed')
  }

  #end(ending: Ending): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#stopWaiting()
    for (const item of this.#open.splice(0)) item.close(item.isGenerated ? 'completed' : 'incomplete')
    this.emit({ type: 'response.done', response: this.#wire(ending.status, ending) })
    const audioMs = this.#items.reduce((sum, { audio }) => sum + (audio?.ms ?? 0), 0)
    this.#host.onEnd(this, audioMs)
  }

  #stopWaiting(): void {
    clearTimeout(this.#timer)
    this.#wake?.(false)
  }

  #wire(status: WireResponse['status'], ending?: Ending): WireResponse {
    const { isDefault, modality, maxOutputTokens, format, voice, metadata, prompt } = this.request
    const details = ending && ending.status !== 'completed' ? { type: ending.status, ...withoutStatus(ending) } : null
    return {
      id: this.id,
      object: 'realtime.response',
      status,
      status_details: details,
      output: this.#items.map(({ item }) => item),
      conversation_id: isDefault ? this.#host.conversationId : null,
      output_modalities: [modality],
      max_output_tokens: maxOutputTokens,
      audio: { output: { format, voice: voice as string } },
      usage: ending ? usageOf({ prompt, previous: this.#host.previousPrompt, output: this.output }) : null,
      metadata,
    }
  }
}

function withoutStatus({ status: _, ...rest }: Exclude<Ending, { status: 'completed' }>): Omit<Ending, 'status'> {
  return rest
}

const rateLimits: { name: 'requests' | 'tokens'; limit: number; remaining: number; reset_seconds: number }[] = [
  { name: 'requests', limit: 1000, remaining: 999, reset_seconds: 0.06 },
  { name: 'tokens', limit: 50_000, remaining: 49_950, reset_seconds: 0.06 },
]
