import { once } from 'node:events'
import type { Response } from 'express'
import type { ResponseStreamEvent } from 'openai/resources/responses/responses'

type WithoutNumber<Event> = Event extends unknown ? Omit<Event, 'sequence_number'> : never
/** An event as it is written here; its number is given when it is sent. */
export type StreamEvent = WithoutNumber<ResponseStreamEvent>

/** Server-sent events, numbered from 0. Waits while the client reads slowly. */
export class EventStream {
  readonly #response: Response
  #number = 0

  constructor(response: Response) {
    this.#response = response
    response.status(200).set({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      connection: 'keep-alive',
    })
    response.flushHeaders()
  }

  async send(event: StreamEvent, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    const data = JSON.stringify({ ...event, sequence_number: this.#number++ })
    const isRoomy = this.#response.write(`event: ${event.type}\ndata: ${data}\n\n`)
    if (!isRoomy) await once(this.#response, 'drain', { signal }).catch(() => undefined) // The client has gone: the caller sees it in the signal.
  }

  /** Half an event, then nothing: what a lost connection looks like. */
  breakOff(event: StreamEvent): void {
    const data = JSON.stringify({ ...event, sequence_number: this.#number })
    this.#response.write(`event: ${event.type}\ndata: ${data.slice(0, data.length >> 1)}`, () =>
      this.#response.destroy(),
    )
  }

  end(): void {
    this.#response.end()
  }
}
