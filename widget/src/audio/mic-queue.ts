/** A microphone frame on its way out, header included. */
export interface MicFrame {
  bytes: Uint8Array<ArrayBuffer>
  isSpeech: boolean
}

/**
 * Speech that cannot go out yet: the call is still connecting, the connection is
 * lost, or the network is slower than the voice. Bounded; the oldest silence goes
 * first, then the oldest speech.
 */
export class MicQueue {
  #frames: MicFrame[] = []
  #limit: number

  /** `limit`: frames kept. */
  constructor(limit: number) {
    this.#limit = limit
  }

  get length(): number {
    return this.#frames.length
  }

  push(frame: MicFrame): void {
    this.#frames.push(frame)
    if (this.#frames.length <= this.#limit) return
    const silence = this.#frames.findIndex((queued) => !queued.isSpeech)
    this.#frames.splice(Math.max(0, silence), 1)
  }

  /** The next frame to send, in the order they were spoken. */
  take(): MicFrame | undefined {
    return this.#frames.shift()
  }
}
