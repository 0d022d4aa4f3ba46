import { SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from '@ava/protocol/socket-rules.ts'
import type { ClientMessage, ServerMessage } from '@ava/protocol/widget-socket.ts'
import type { SessionResponse } from '@ava/protocol/widget-config.ts'
import { planReconnect, type StopReason } from './reconnect-plan.ts'
import type { ApiFailure, ApiResult } from './widget-api.ts'
import { parseServerMessage } from './wire-shapes.ts'

const PING_EVERY_MS = 5_000
const MISSED_PINGS_ALLOWED = 2
/** Tries in a row before the visitor is told that it does not work (they go on behind that). */
export const TRIES_BEFORE_DOWN = 4

export type LinkStatus =
  | { kind: 'idle' }
  | { kind: 'connecting' }
  | { kind: 'ready' }
  | { kind: 'reconnecting'; isDown: boolean }
  | { kind: 'stopped'; reason: StopReason | 'refused'; message: string }

/** What the link uses of the world; tests bring their own. */
export interface LinkWorld {
  openSession(): Promise<ApiResult<SessionResponse>>
  openSocket(protocols: string[]): WebSocket
  setTimeout(task: () => void, ms: number): number
  clearTimeout(timer: number): void
  now(): number
  random(): number
}

export interface LinkEvents {
  status(status: LinkStatus): void
  message(message: ServerMessage): void
  audio(frame: Uint8Array<ArrayBuffer>): void
  latency(ms: number): void
}

/**
 * The conversation's socket: one at a time, opened again whenever it is lost, each
 * time with a new token. `ready` means that the server has sent the whole state.
 */
export class LiveLink {
  #world: LinkWorld
  #events: LinkEvents
  #socket: WebSocket | null = null
  #status: LinkStatus = { kind: 'idle' }
  /** Raised by every attempt and by close: what an older attempt still brings is ignored. */
  #generation = 0
  #attempt = 0
  #timer: number | undefined
  #unanswered = 0

  constructor(world: LinkWorld, events: LinkEvents) {
    this.#world = world
    this.#events = events
  }

  get isReady(): boolean {
    return this.#status.kind === 'ready'
  }
  /** Bytes given to the browser and not yet to the network. */
  get bufferedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0
  }

  /** Opens the socket unless it is open or on its way. */
  connect(): void {
    if (this.#status.kind === 'idle' || this.#status.kind === 'stopped') {
      this.#attempt = 0
      this.#become({ kind: 'connecting' })
      void this.#open()
    }
  }

  /** Tries now instead of when the wait is over: the network came back, or the visitor asks. */
  retryNow(): void {
    if (this.#status.kind !== 'reconnecting') return this.connect()
    if (this.#socket) return
    this.#world.clearTimeout(this.#timer!)
    void this.#open()
  }

  /** False when nothing was sent: the caller keeps what must not be lost. */
  send(message: ClientMessage): boolean {
    if (!this.isReady) return false
    this.#socket!.send(JSON.stringify(message))
    return true
  }
  sendAudio(frame: Uint8Array<ArrayBuffer>): boolean {
    if (!this.isReady) return false
    this.#socket!.send(frame)
    return true
  }

  close(): void {
    this.#generation += 1
    this.#world.clearTimeout(this.#timer!)
    this.#socket?.close(1000)
    this.#socket = null
    this.#become({ kind: 'idle' })
  }

  async #open(): Promise<void> {
    const generation = ++this.#generation
    const session = await this.#world.openSession()
    if (generation !== this.#generation) return
    if (!session.ok) return this.#refused(session)
    const socket = this.#world.openSocket([SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX + session.value.token])
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    socket.onmessage = ({ data }) => {
      if (generation !== this.#generation) return
      if (typeof data === 'string') this.#receive(data)
      else this.#events.audio(new Uint8Array(data as ArrayBuffer))
    }
    socket.onclose = ({ code }) => {
      if (generation === this.#generation) this.#lost(code)
    }
  }

  #refused(failure: ApiFailure): void {
    if (failure.reason === 'refused') this.#become({ kind: 'stopped', reason: 'refused', message: failure.message })
    else this.#retryLater(1006, failure.retryAfterMs)
  }

  #lost(code: number): void {
    this.#socket = null
    this.#world.clearTimeout(this.#timer!)
    this.#retryLater(code)
  }

  #retryLater(code: number, notBeforeMs = 0): void {
    const plan = planReconnect({ code, attempt: this.#attempt, random: this.#world.random() })
    if (plan.kind === 'stop')
      return this.#become({ kind: 'stopped', reason: plan.reason, message: `closed with ${code}` })
    this.#attempt += 1
    this.#become({ kind: 'reconnecting', isDown: this.#attempt >= TRIES_BEFORE_DOWN })
    this.#timer = this.#world.setTimeout(() => void this.#open(), Math.max(plan.afterMs, notBeforeMs))
  }

  #receive(data: string): void {
    const message = parseServerMessage(data)
    if (!message) return
    if (message.type === 'pong') {
      this.#unanswered = 0
      return this.#events.latency(this.#world.now() - message.sentAt)
    }
    if (message.type === 'ready') {
      this.#attempt = 0
      this.#unanswered = 0
      // State first: listeners of `ready` may send.
      this.#status = { kind: 'ready' }
      this.#events.message(message)
      this.#events.status(this.#status)
      return this.#ping()
    }
    this.#events.message(message)
  }

  #ping(): void {
    if (!this.isReady) return
    if (this.#unanswered > MISSED_PINGS_ALLOWED) {
      // A dead network says nothing for minutes: give the socket up and look for a live one.
      const socket = this.#socket
      this.#generation += 1
      this.#lost(1006)
      return socket?.close()
    }
    this.#unanswered += 1
    this.send({ type: 'ping', sentAt: this.#world.now() })
    this.#timer = this.#world.setTimeout(() => this.#ping(), PING_EVERY_MS)
  }

  #become(status: LinkStatus): void {
    this.#status = status
    this.#events.status(status)
  }
}
