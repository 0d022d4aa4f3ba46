import { randomUUID } from 'node:crypto'
import type {
  UpstreamAudio,
  UpstreamEvent,
  UpstreamListener,
  UpstreamSession,
} from '../adapters/voice/upstream-voice.ts'
import type { ActiveConversation, ConversationUpdate } from '../conversation/active-conversation.ts'
import { Alarm } from './alarm.ts'
import type { Activity, CallLeg, EndReason, PlayedReport } from './call-leg.ts'
import { endReasonOf } from './end-reason.ts'
import { makeCallParts, type CallParts } from './call-parts.ts'
import { CallTally } from './call-tally.ts'
import { EventRing } from './event-ring.ts'
import { carryOn, lines, notices } from './lines.ts'
import type { Line, Want } from './responses/response-state.ts'
import { routeEvent } from './route-event.ts'
import { historyFor, sessionFor } from './session.ts'
import { Stoppage } from './stoppage.ts'
import { severityOf } from './upstream-errors.ts'
import type { VoiceDependencies } from './voice-dependencies.ts'
import { stopParts, wrapUp } from './wrap-up.ts'

/** To the provider's first event; and from there until it has accepted instructions and tools. */
const CONNECT_TIMEOUT_MS = 8_000
const CONFIGURE_TIMEOUT_MS = 2_000

/**
 * One call: a listener's leg on one side, a model that listens and speaks on the
 * other. The decisions are pure functions behind `Floor`; here they meet the
 * conversation, and the transcript, the tools and the ledger are kept in step with
 * what was really said and heard. Constructing it dials.
 */
export class Bridge implements UpstreamListener {
  readonly id = randomUUID()
  readonly done: Promise<{ reason: EndReason; durationMs: number }>
  readonly #deps: VoiceDependencies
  readonly #conversation: ActiveConversation
  readonly #leg: CallLeg
  readonly #parts: CallParts
  readonly #session: UpstreamSession
  readonly #tally = new CallTally()
  readonly #stoppage = new Stoppage()
  readonly #ring = new EventRing()
  readonly #setupAlarm: Alarm
  readonly #unwatch: () => void
  readonly #startedAt: Date
  readonly #startedMs: number
  #resolveDone: (ending: { reason: EndReason; durationMs: number }) => void = () => undefined
  #wrappedUp: Promise<void> | null = null
  #phase: 'connecting' | 'open' | 'over' = 'connecting'
  /** Nothing the model says goes out any more, but for a last fixed sentence. */
  #isSilenced = false
  #activity: Activity = 'idle'
  #hasTypedEarly = false
  /** The approved words after a red flag. */
  #lastWords: string | null = null
  #failures = 0
  #itemCount = 0

  constructor(deps: VoiceDependencies, options: { conversation: ActiveConversation; leg: CallLeg }) {
    const { conversation, leg } = options
    this.#deps = deps
    this.#conversation = conversation
    this.#leg = leg
    this.#startedAt = deps.clock.date()
    this.#startedMs = deps.clock.nowMs()
    this.done = new Promise((resolve) => (this.#resolveDone = resolve))
    this.#parts = makeCallParts(deps, {
      conversation,
      leg,
      handlers: {
        send: (command) => this.#session.send(command),
        append: (pcm) => this.#session.append(pcm),
        turn: (itemId) => this.#turn(itemId),
        noise: (itemId) => this.#noise(itemId),
        silence: (by) => this.#silence(by),
        gaveUp: (want) => this.#gaveUp(want),
        changed: () => this.#changed(),
        toolsAnswered: (text) => this.#want(text === null ? { reason: 'tools' } : { reason: 'exact', text }),
        toolsAreSlow: () => this.#fillSilence(),
        askPresence: () => this.#say({ kind: 'prompt', text: lines.stillThere }),
        nobodyThere: () => this.#sayLast({ kind: 'closing', text: lines.idleEnd }, 'idle'),
        tooLong: () => this.#reachedLimit(),
        end: (reason) => this.#endNow(reason),
      },
    })
    this.#setupAlarm = new Alarm(deps.clock, () => this.#upstreamDown('not ready in time'))
    this.#setupAlarm.set(this.#startedMs + CONNECT_TIMEOUT_MS)
    this.#unwatch = conversation.watch((update) => this.#updated(update))
    const { realtime: model } = deps.models
    this.#session = deps.upstream.connect({ model, safetyIdentifier: conversation.safetyIdentifier }, this)
    if (!conversation.isAiActive) queueMicrotask(() => this.#endNow(endReasonOf(conversation.state)))
    this.#session.send({ type: 'configure', id: 'configure', session: sessionFor(conversation, deps.models) })
  }

  // ── the listener's side ───────────────────────────────────────────────────

  /** The microphone's next samples; `offset` counts the client's samples before them. False when they come faster than any microphone. */
  hear(pcm: Uint8Array, offset: number): boolean {
    return this.#phase === 'over' || this.#parts.microphone.hear(pcm, offset)
  }

  /** The client's detector; `atSample` in its own count. */
  speech(edge: 'started' | 'ended', atSample: number): void {
    if (this.#phase !== 'open') return
    const { microphone, floor, presence } = this.#parts
    const atMs = microphone.appendedMsOf(atSample)
    floor.turn({ type: edge === 'started' ? 'client_started' : 'client_ended', atMs })
    if (edge === 'started') {
      presence.seen()
      floor.voice({ type: 'started', by: 'client', sinceMs: microphone.positionMs - atMs })
    } else floor.voice({ type: 'ended', by: 'client' })
  }

  played(report: PlayedReport): void {
    if (this.#phase === 'over') return
    if (report.responseMs !== null) this.#tally.responded(report.responseMs)
    this.#parts.speaker.report(report)
  }

  mute(isMuted: boolean): void {
    this.#parts.microphone.mute(isMuted)
    // The provider has to hear an open turn end.
    const { silenceMs } = this.#conversation.settings.persona.turnDetection
    if (isMuted && this.#phase === 'open') this.#parts.microphone.fallSilent(silenceMs + 200)
  }

  /** A message typed during the call; it stands in the transcript under `key` already. */
  typed(key: string, text: string): void {
    if (this.#phase === 'over' || this.#isSilenced) return
    if (this.#phase === 'connecting') {
      // It is part of the history that the session is given.
      this.#hasTypedEarly = true
      return
    }
    const { floor, presence, goodbye, order } = this.#parts
    presence.seen()
    goodbye.takeBack()
    this.#stoppage.wasReal()
    const itemId = this.#addMessage('user', text)
    order.place(itemId, key)
    if (floor.isAvaBusy() && floor.protection() === 'none') floor.silence('typing')
    this.#want({ reason: 'user' })
  }

  /** Ends the call. The promise resolves when the last words are stored and the provider's line is closed. */
  end(reason: EndReason): Promise<void> {
    this.#wrappedUp ??= this.#stop(reason)
    return this.#wrappedUp
  }

  /** As `end`, for those who do not wait: what breaks on the way ends one call, never the process. */
  #endNow(reason: EndReason): void {
    this.end(reason).catch((error: unknown) => {
      this.#deps.logger.error({ err: error, callId: this.id }, 'a call did not end cleanly')
    })
  }

  // ── the provider's side ───────────────────────────────────────────────────

  /** The hot path. */
  audio(chunk: UpstreamAudio): void {
    if (this.#phase === 'open') this.#parts.answers.audio(chunk)
  }

  event(event: UpstreamEvent): void {
    this.#ring.add(this.#deps.clock.nowMs() - this.#startedMs, event.type === 'other' ? event.name : event.type)
    switch (event.type) {
      case 'opened':
        this.#setupAlarm.set(this.#deps.clock.nowMs() + CONFIGURE_TIMEOUT_MS)
        return
      case 'configured':
        this.#configured()
        return
      case 'refused':
        this.#refused(event)
        return
      case 'tool_called':
        if (this.#phase === 'open' && !this.#isSilenced) this.#parts.tools.called(event)
        return
      case 'response_ended':
        this.#responseEnded(event)
        return
      case 'other':
        return
      default:
        routeEvent(this.#parts, event, this.#conversation.settings.persona.turnDetection)
    }
  }

  closed({ code, reason }: { code: number; reason: string }): void {
    if (this.#phase !== 'over') this.#upstreamDown(`closed with ${code}${reason ? `: ${reason}` : ''}`)
  }

  #configured(): void {
    if (this.#phase !== 'connecting') return
    this.#phase = 'open'
    this.#setupAlarm.set(null)
    const { limits } = this.#deps
    this.#conversation.recordEvent('call_started', { callId: this.id })
    this.#leg.started({ limitMs: limits.callMs })
    const history = this.#conversation.timeline()
    for (const command of historyFor(history)) this.#session.send(command)
    const isResumed = history.length > 0
    const text = isResumed ? lines.resumed : this.#conversation.settings.persona.greeting
    this.#say({ kind: isResumed ? 'prompt' : 'greeting', text })
    if (this.#hasTypedEarly) this.#want({ reason: 'user' })
    this.#parts.presence.start()
    // Speech said while the call was connecting goes up now, behind the request for the greeting.
    this.#parts.microphone.open()
  }

  #refused(refusal: Extract<UpstreamEvent, { type: 'refused' }>): void {
    const { code, commandId } = refusal
    const severity = severityOf(refusal)
    if (severity === 'fatal') {
      this.#upstreamDown(`refused: ${code ?? 'no code'}`)
      return
    }
    if (severity === 'benign') this.#tally.countBenign(code ?? 'truncation')
    else this.#deps.logger.warn({ callId: this.id, code, commandId }, 'the voice provider refused a command')
    if (commandId === null) return
    const isBusy = code === 'conversation_already_has_active_response'
    this.#parts.floor.turn({ type: 'commit_refused', commandId })
    this.#parts.floor.answer({ type: 'refused', requestId: commandId, isBusy })
  }

  #responseEnded(event: Extract<UpstreamEvent, { type: 'response_ended' }>): void {
    const { answers, cutOffs, ledger, tools } = this.#parts
    if (event.usage) ledger.response(event.responseId, event.usage)
    if (this.#phase !== 'open') return
    if (event.errorCode !== null) {
      this.#deps.logger.warn({ callId: this.id, code: event.errorCode }, 'an answer of the voice provider failed')
    }
    answers.told(event)
    cutOffs.settle()
    tools.responseEnded(event.responseId)
    if (event.status === 'completed') this.#failures = 0
    if (ledger.isOverCap) this.#reachedLimit()
  }

  // ── what the decisions mean ───────────────────────────────────────────────

  #turn(itemId: string): void {
    this.#parts.customer.turn(itemId)
    this.#tally.turnCount += 1
    this.#stoppage.wasReal()
    this.#parts.goodbye.takeBack()
    this.#want({ reason: 'user' })
  }

  #noise(itemId: string): void {
    this.#parts.customer.noise(itemId)
    this.#itemCount += 1
    this.#session.send({ type: 'delete_item', id: `noise-${this.#itemCount}`, itemId })
  }

  #silence(by: 'voice' | 'typing' | 'order'): void {
    const { speaker, cutOffs } = this.#parts
    const wasAudible = speaker.isAudible()
    if (wasAudible && by !== 'order') this.#tally.interruptions += 1
    cutOffs.cut()
    if (by === 'voice') this.#stoppage.begin(wasAudible ? 'speaking' : 'thinking')
  }

  /** Whatever stopped Ava was no person. */
  #carryOn(): void {
    const was = this.#stoppage.wasNothing()
    if (was === 'speaking') this.#addMessage('system', carryOn)
    if (was !== null) this.#want({ reason: 'user' })
  }

  #want(want: Want): void {
    if (this.#phase !== 'open' || (this.#isSilenced && want.reason !== 'line')) return
    this.#parts.floor.answer({ type: 'wanted', want })
  }

  #say(line: Line): void {
    this.#want({ reason: 'line', line })
  }

  /** A last sentence, heard to its end; then the call is over. */
  #sayLast(line: Line, reason: EndReason): void {
    if (this.#phase !== 'open' || this.#isSilenced) return
    this.#isSilenced = true
    this.#parts.goodbye.say({ reason, isFinal: true })
    this.#parts.floor.clear()
    this.#say(line)
  }

  #fillSilence(): void {
    const { floor, speaker } = this.#parts
    if (speaker.isAudible() || floor.isTurnOpen || floor.isAnswering) return
    const text = lines.fillers[this.#tally.fillers % lines.fillers.length] ?? lines.fillers[0]
    this.#tally.fillers += 1
    this.#say({ kind: 'filler', text })
  }

  #gaveUp(want: Want): void {
    this.#failures += 1
    this.#deps.logger.error({ callId: this.id, reason: want.reason }, 'the voice provider gave no answer')
    const isVital = want.reason === 'line' && want.line.kind !== 'filler' && want.line.kind !== 'prompt'
    if (isVital || this.#failures > 1) {
      this.#upstreamDown('no answer')
      return
    }
    this.#leg.tell(notices.replyFailed)
    if (want.reason !== 'line') this.#say({ kind: 'apology', text: lines.apology })
  }

  #reachedLimit(): void {
    if (this.#isSilenced || this.#phase !== 'open') return
    this.#leg.tell(notices.overLimit)
    this.#sayLast({ kind: 'closing', text: lines.limit }, 'limit')
  }

  #updated(update: ConversationUpdate): void {
    if (this.#phase === 'over') return
    if (update.type === 'emergency') {
      // Of the conversation's own accord nothing more is said; these words are the exception.
      this.#isSilenced = false
      this.#lastWords = update.say
      if (this.#phase === 'open') this.#sayLast({ kind: 'emergency', text: update.say }, 'locked')
      else this.#endNow('locked')
    } else if (update.type === 'wind_down') {
      const isHandOver = update.reason === 'handed_over'
      this.#parts.goodbye.say({ reason: isHandOver ? 'handed_over' : 'ava', isFinal: isHandOver })
    } else if (update.type === 'state' && update.state !== 'open') this.#handedOver(update.state)
  }

  /** People have the word from here on. */
  #handedOver(state: 'locked' | 'with_person' | 'ended'): void {
    this.#isSilenced = true
    this.#parts.floor.clear()
    // A red flag is followed at once by the words that go with it.
    if (state === 'locked') this.#parts.goodbye.say({ reason: 'locked', isFinal: true })
    else this.#endNow(endReasonOf(state))
  }

  #changed(): void {
    const { floor, speaker, tools, cutOffs, goodbye, presence } = this.#parts
    if (this.#phase !== 'open') return
    const isPersonSpeaking = floor.isHearing || floor.isTurnOpen
    const isBusy = () => floor.isAnswering || tools.isRunning || cutOffs.isSettling
    if (this.#stoppage.isOpen && !isPersonSpeaking && !isBusy()) this.#carryOn()
    const isAudible = speaker.isAudible()
    const isWorking = isBusy()
    this.#show(isAudible ? 'speaking' : floor.isHearing ? 'hearing' : isWorking ? 'thinking' : 'listening')
    goodbye.look({ isQuiet: !isAudible && !isWorking, isPersonSpeaking })
    if (isAudible || isWorking) presence.hold()
  }

  #show(activity: Activity): void {
    if (activity === this.#activity) return
    this.#activity = activity
    this.#leg.show(activity)
    if (activity === 'listening') this.#parts.presence.wait()
  }

  #addMessage(role: 'user' | 'system', text: string): string {
    this.#itemCount += 1
    const itemId = `${role}-${this.#itemCount}`
    this.#session.send({ type: 'add_message', id: `add-${itemId}`, itemId, role, text })
    return itemId
  }

  #upstreamDown(reason: string): void {
    if (this.#phase === 'over') return
    this.#deps.logger.error(
      { callId: this.id, reason, events: this.#ring.newest().slice(-20) },
      'a call lost its voice provider',
    )
    this.#leg.tell(notices.upstreamDown)
    this.#endNow('upstream_down')
  }

  async #stop(reason: EndReason): Promise<void> {
    const { id } = this
    this.#phase = 'over'
    this.#setupAlarm.set(null)
    stopParts(this.#parts, this.#session)
    if (this.#lastWords !== null)
      this.#parts.utterances.write({ key: `${id}-last`, unlessSaid: 'emergency', text: this.#lastWords })
    const durationMs = Math.round(this.#deps.clock.nowMs() - this.#startedMs)
    this.#leg.ended({ reason, durationMs })
    this.#resolveDone({ reason, durationMs })
    this.#unwatch()
    await wrapUp(this.#deps, {
      id,
      reason,
      durationMs,
      startedAt: this.#startedAt,
      conversation: this.#conversation,
      parts: this.#parts,
      session: this.#session,
      tally: this.#tally,
    })
  }
}
