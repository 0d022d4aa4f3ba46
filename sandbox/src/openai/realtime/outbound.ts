import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { ServerEvent } from './server-event.ts'

/** A client that never reads must not fill the memory. */
const maxUnsentBytes = 128 * 1024 * 1024

/** The way out to one client: numbered events, in order, held back where a test or the protocol asks for it. */
export class Outbound {
  readonly #socket: WebSocket
  readonly #wire: Socket
  readonly #idStem: string
  readonly #held: string[] = []
  #lastId = 0
  #heldUntil = 0
  #timer: NodeJS.Timeout | undefined

  constructor({ socket, wire, sessionId }: { socket: WebSocket; wire: Socket; sessionId: string }) {
    this.#socket = socket
    this.#wire = wire
    this.#idStem = `event_${sessionId.slice(5, 17)}`
  }

  emit({ type, ...fields }: ServerEvent): void {
    const frame = JSON.stringify({ type, event_id: `${this.#idStem}_${++this.#lastId}`, ...fields })
    if (this.#held.length > 0 || Date.now() < this.#heldUntil) this.#held.push(frame)
    else this.#write(frame)
  }

  /** What is emitted from here on leaves `ms` later, in order. */
  hold(ms: number): void {
    if (ms <= 0) return
    this.#heldUntil = Math.max(this.#heldUntil, Date.now() + ms)
    this.#wait()
  }

  close(code: number, reason: string): void {
    this.#release()
    this.#socket.close(code, reason)
  }

  /** Cuts the connection in the middle of a frame: a header that promises more than follows. */
  breakMidFrame(): void {
    const header = Buffer.from([0x81, 126, 0x20, 0x00])
    this.#wire.write(Buffer.concat([header, Buffer.from('{"type":"response.output_audio.delta","delta":"AAAA')]), () =>
      this.#wire.destroy(),
    )
  }

  /** No more timers. */
  dispose(): void {
    clearTimeout(this.#timer)
    this.#held.length = 0
  }

  #wait(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#release(), Math.max(0, this.#heldUntil - Date.now()))
  }

  #release(): void {
    clearTimeout(this.#timer)
    this.#heldUntil = 0
    for (const frame of this.#held.splice(0)) this.#write(frame)
  }

  #write(frame: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    if (this.#socket.bufferedAmount > maxUnsentBytes) this.#socket.terminate()
    else this.#socket.send(frame)
  }
}
