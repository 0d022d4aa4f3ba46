import type { Ears } from '../ears/ears.ts'
import type { OpenAiState } from '../openai-state.ts'
import { handleClientEvent } from './handle-client-event.ts'
import { readClientEvent } from './client-event.ts'
import { Conversation } from './conversation.ts'
import { newId } from './ids.ts'
import { IdleTimer } from './idle-timer.ts'
import { InputBuffer } from './input-buffer.ts'
import type { Outbound } from './outbound.ts'
import { refusal } from './problem.ts'
import type { Problem } from './problem.ts'
import { ResponseRun } from './response-run.ts'
import type { ResponseRequest } from './response-run.ts'
import type { ServerEvent } from './server-event.ts'
import { defaultConfig, wireSession } from './session-config.ts'
import type { SessionConfig } from './session-config.ts'
import { Transcriber } from './transcriber.ts'
import { TurnDetector } from './turns.ts'
import { seeded } from './unevenness.ts'
import type { PromptPiece } from './usage.ts'

const serverError: Problem = {
  type: 'server_error',
  code: 'server_error',
  message: 'The server had an error while processing your request. Sorry about that!',
  param: null,
}

const maxSessionMs = 60 * 60 * 1000

/** One Realtime connection: its configuration, its conversation and what is going on in it. */
export class RealtimeSession {
  readonly id: string
  readonly conversationId = newId('conv')
  readonly openedAt: number
  readonly state: OpenAiState
  readonly out: Outbound
  readonly ears: Ears
  readonly conversation = new Conversation()
  readonly turns = new TurnDetector()
  readonly input: InputBuffer
  readonly transcriber: Transcriber
  readonly idle: IdleTimer
  config: SessionConfig
  /** The id that the user item of the turn being heard will have. */
  turnItemId: string | null = null
  /** The default conversation has one response at a time. */
  activeResponse: ResponseRun | null = null
  readonly outOfBand = new Set<ResponseRun>()
  /** The voice is locked once the assistant has made a sound. */
  hasSpoken = false
  /** A `session.update` has been accepted. */
  isConfigured = false
  #isClosed = false
  #previousPrompt: readonly PromptPiece[] = []
  readonly #random: () => number
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #cancelExpiry: () => void

  constructor(state: OpenAiState, { id, model, out, ears }: { id: string; model: string; out: Outbound; ears: Ears }) {
    this.id = id
    this.state = state
    this.out = out
    this.ears = ears
    this.config = defaultConfig(model)
    this.input = new InputBuffer(this.config.audio.input.format)
    this.openedAt = state.clock.now()
    this.#random = seeded(state.faults.seed)
    this.#cancelExpiry = state.clock.alarm(this.openedAt + maxSessionMs, () => this.expire())
    this.idle = new IdleTimer(this)
    this.transcriber = new Transcriber({
      emit: (event) => this.emit(event),
      faults: state.faults,
      later: (ms, run) => this.later(ms, run),
      onCompleted: (itemId, transcript) => this.#setTranscript(itemId, transcript),
    })
  }

  start(): void {
    this.emit({ type: 'session.created', session: this.wire() })
    this.emit({
      type: 'conversation.created',
      conversation: { id: this.conversationId, object: 'realtime.conversation' },
    })
  }

  /** One text frame from the client. */
  receive(frame: string): void {
    if (this.#isClosed) return
    const read = readClientEvent(frame)
    if (!read.ok) return this.refuse(read.problem, { type: read.type, event_id: read.eventId })
    try {
      handleClientEvent(this, read.event)
    } catch (error) {
      // A mistake in the sandbox must not take the other sessions with it.
      this.state.log({
        level: 'error',
        msg: 'event crashed',
        session: this.id,
        event: read.event.type,
        error: String(error),
      })
      this.refuse(serverError, read.event, { isViolation: false })
    }
  }

  emit(event: ServerEvent): void {
    if (!this.#isClosed) this.out.emit(event)
  }

  /** Answers a client event with an error and, unless a race can explain it, writes it down as a violation. */
  refuse(
    problem: Problem,
    cause: { type: string | null; event_id?: string | null | undefined },
    { isViolation = true }: { isViolation?: boolean } = {},
  ): void {
    const { type = 'invalid_request_error', code, message, param } = problem
    if (isViolation) this.violate({ kind: code ?? 'refused', message, cause })
    this.emit({ type: 'error', error: { type, code, message, param, event_id: cause.event_id ?? null } })
  }

  violate({
    kind,
    message,
    cause,
  }: {
    kind: string
    message: string
    cause: { type: string | null; event_id?: string | null | undefined }
  }): void {
    const at = new Date(this.state.clock.now()).toISOString()
    this.state.violations.add({
      at,
      session: this.id,
      kind,
      message,
      event: cause.type,
      eventId: cause.event_id ?? null,
    })
    this.state.log({ level: 'warn', msg: 'protocol violation', session: this.id, kind, message, event: cause.type })
  }

  wire(): ReturnType<typeof wireSession> {
    return wireSession(this.config, { id: this.id, expiresAt: Math.floor((this.openedAt + maxSessionMs) / 1000) })
  }

  /** Starts a response; the caller has made sure that none is active when it is a default one. */
  respond(request: ResponseRequest): void {
    const run = new ResponseRun(
      {
        emit: (event) => this.emit(event),
        conversation: this.conversation,
        conversationId: this.conversationId,
        faults: this.state.faults,
        random: this.#random,
        previousPrompt: this.#previousPrompt,
        think: this.state.think,
        markSpoken: () => (this.hasSpoken = true),
        breakConnection: () => this.out.breakMidFrame(),
        onEnd: (ended, audioMs) => this.#responseEnded(ended, audioMs),
        onCrash: (error) => this.state.log({ level: 'error', msg: 'response crashed', error: String(error) }),
      },
      request,
    )
    this.idle.stop()
    if (request.isDefault) {
      this.activeResponse = run
      this.#previousPrompt = request.prompt
    } else {
      this.outOfBand.add(run)
    }
    run.start()
  }

  /** Runs later, unless the session closes first. */
  later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      run()
    }, ms)
    this.#timers.add(timer)
  }

  /** What the live service does after 60 minutes. */
  expire(): void {
    const message = 'Your session hit the maximum duration of 60 minutes.'
    this.refuse(refusal('session_expired', message), { type: null }, { isViolation: false })
    this.out.close(1001, message)
  }

  /** The socket is gone: no timers stay, and unheard lines go back for the next session. */
  dispose(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#cancelExpiry()
    this.idle.stop()
    for (const timer of this.#timers) clearTimeout(timer)
    for (const run of [this.activeResponse, ...this.outOfBand]) run?.abandon()
    this.out.dispose()
    this.state.earScripts.putBack(this.ears.remaining())
  }

  #responseEnded(run: ResponseRun, audioMs: number): void {
    this.outOfBand.delete(run)
    if (this.activeResponse !== run) return
    this.activeResponse = null
    this.idle.start(audioMs)
  }

  #setTranscript(itemId: string, transcript: string): void {
    const item = this.conversation.find(itemId)?.item
    if (item?.type !== 'message') return
    const [part] = item.content as { transcript?: string | null }[]
    if (part) part.transcript = transcript
  }
}
