import type { UpstreamCommand } from '../adapters/voice/upstream-voice.ts'
import { Alarm } from './alarm.ts'
import type { Clock } from './clock.ts'
import {
  interrupt,
  interruptionDeadline,
  nobodySpeaks,
  type InterruptionContext,
  type InterruptionEvent,
  type Protection,
} from './interruption/interruption.ts'
import { nextResponse } from './responses/next-response.ts'
import {
  isAnswering,
  noResponse,
  responseDeadline,
  type Line,
  type ResponseCommand,
  type ResponseEvent,
  type Want,
} from './responses/response-state.ts'
import { hasOpenTurn, noTurn, turnDeadline, type TurnEvent, type TurnSettings } from './turns/turn-state.ts'
import { takeTurn } from './turns/turn-taking.ts'

type Bare<E> = E extends unknown ? Omit<E, 'nowMs' | 'positionMs' | 'isHeld'> : never

export interface FloorSurroundings {
  /** Ms of audio given to the provider. */
  positionMs: () => number
  isAudible: () => boolean
  /** How firmly Ava holds on to what is at the ear; null when nothing is. */
  protection: () => Protection | null
  /** Utterances that were cut off are still being settled. */
  isSettling: () => boolean
}

export interface FloorActions {
  send: (command: UpstreamCommand) => void
  turn: (itemId: string) => void
  noise: (itemId: string) => void
  duck: (isDucked: boolean) => void
  /** Ava is to be silent, now; her answer is called off. */
  silence: (by: 'voice' | 'typing' | 'order') => void
  gaveUp: (want: Want) => void
  /** Something may have changed: activity, endings. */
  changed: () => void
}

/**
 * Who has the floor. The three decisions (whose turn it is, what Ava answers next,
 * whether she is interrupted) are pure functions; here they meet, share one clock, and
 * become commands.
 */
export class Floor {
  readonly #clock: Clock
  readonly #settings: TurnSettings
  readonly #around: FloorSurroundings
  readonly #actions: FloorActions
  readonly #turnAlarm: Alarm
  readonly #responseAlarm: Alarm
  readonly #interruptionAlarm: Alarm
  #turns = noTurn
  #responses = noResponse
  #interruption = nobodySpeaks
  #isOver = false
  /** While Ava is being silenced, everything that changes by it is looked at once, afterwards. */
  #isSilencing = false

  constructor(options: {
    clock: Clock
    settings: TurnSettings
    surroundings: FloorSurroundings
    actions: FloorActions
  }) {
    this.#clock = options.clock
    this.#settings = options.settings
    this.#around = options.surroundings
    this.#actions = options.actions
    this.#turnAlarm = new Alarm(options.clock, () => this.turn({ type: 'tick' }))
    this.#responseAlarm = new Alarm(options.clock, () => this.answer({ type: 'tick' }))
    this.#interruptionAlarm = new Alarm(options.clock, () => this.voice({ type: 'tick' }))
  }

  get isHearing(): boolean {
    const { hearing } = this.#interruption
    return hearing.client !== null || hearing.server !== null
  }

  /** Somebody speaks, or has just spoken and the turn is not settled. */
  get isTurnOpen(): boolean {
    return hasOpenTurn(this.#turns, this.#clock.nowMs())
  }

  get isAnswering(): boolean {
    return isAnswering(this.#responses)
  }

  /** A cancelled answer that the provider has not ended. */
  get isCancelling(): boolean {
    return this.#responses.phase.name === 'cancelling'
  }

  /** Nobody is to hear this answer. */
  isCancelled(responseId: string): boolean {
    return this.#responses.cancelled.has(responseId)
  }

  /** The fixed sentence that this answer says, if it is one. */
  lineOf(responseId: string): Line | null {
    const { phase } = this.#responses
    if (phase.name === 'active' && phase.responseId !== responseId) return null
    return this.#lineAskedFor()
  }

  turn(event: Bare<TurnEvent>): void {
    if (this.#isOver) return
    const timed = { ...event, nowMs: this.#clock.nowMs(), positionMs: this.#around.positionMs() }
    const { state, commands } = takeTurn(this.#turns, timed, this.#settings)
    this.#turns = state
    for (const command of commands) {
      if (command.type === 'commit') this.#actions.send({ type: 'commit', id: command.id })
      else this.#actions[command.type](command.itemId)
    }
    this.answer({ type: 'tick' })
  }

  answer(event: Bare<ResponseEvent>): void {
    if (this.#isOver) return
    const isHeld = this.isTurnOpen || this.#around.isSettling()
    const timed = { ...event, nowMs: this.#clock.nowMs(), isHeld }
    const { state, commands } = nextResponse(this.#responses, timed)
    this.#responses = state
    for (const command of commands) this.#run(command)
    this.voice({ type: 'tick' })
  }

  voice(event: InterruptionEvent): void {
    if (this.#isOver || this.#isSilencing) return
    const { state, commands } = interrupt(this.#interruption, event, this.#context())
    this.#interruption = state
    for (const command of commands) {
      if (command.type === 'duck') this.#actions.duck(command.isDucked)
      else this.silence('voice')
    }
    this.#rearm()
    this.#actions.changed()
  }

  /** Takes the floor from Ava: her voice stops, her answer is called off. */
  silence(by: 'voice' | 'typing'): void {
    this.#quieten(by, 'interrupted')
  }

  /** As `silence`, and whatever was going to be said next is forgotten. */
  clear(): void {
    this.#quieten('order', 'cleared')
  }

  /** Whether a typed message may cut Ava off, too. */
  protection(): Protection {
    const line = this.#lineAskedFor()
    const asked = line && (line.kind === 'greeting' || line.kind === 'emergency' || line.kind === 'closing')
    return this.#around.protection() ?? (asked ? 'absolute' : 'none')
  }

  isAvaBusy(): boolean {
    const { name } = this.#responses.phase
    return this.#around.isAudible() || name === 'requested' || name === 'active'
  }

  stop(): string | null {
    this.#isOver = true
    for (const alarm of [this.#turnAlarm, this.#responseAlarm, this.#interruptionAlarm]) alarm.set(null)
    const { phase } = this.#responses
    return phase.name === 'active' ? phase.responseId : null
  }

  #quieten(by: 'voice' | 'typing' | 'order', type: 'interrupted' | 'cleared'): void {
    this.#isSilencing = true
    this.#actions.silence(by)
    this.answer({ type })
    this.#isSilencing = false
    this.voice({ type: 'tick' })
  }

  #lineAskedFor(): Line | null {
    const { phase } = this.#responses
    if (!('want' in phase) || phase.want?.reason !== 'line') return null
    return phase.want.line
  }

  #run(command: ResponseCommand): void {
    switch (command.type) {
      case 'request':
        this.#actions.send({ type: 'respond', id: command.requestId, ...command.request })
        return
      case 'cancel':
        this.#actions.send({ type: 'cancel', id: `cancel-${command.responseId}`, responseId: command.responseId })
        return
      case 'gave_up':
        this.#actions.gaveUp(command.want)
    }
  }

  #context(): InterruptionContext {
    return {
      nowMs: this.#clock.nowMs(),
      isAvaBusy: this.isAvaBusy(),
      isAudible: this.#around.isAudible(),
      protection: this.protection(),
      mode: this.#settings.mode,
    }
  }

  #rearm(): void {
    this.#turnAlarm.set(turnDeadline(this.#turns, this.#settings, this.#clock.nowMs()))
    this.#responseAlarm.set(responseDeadline(this.#responses))
    this.#interruptionAlarm.set(interruptionDeadline(this.#interruption, this.#context()))
  }
}
