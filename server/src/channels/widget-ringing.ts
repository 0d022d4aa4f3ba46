import type { WidgetCall } from './widget-voice.ts'

type Use = (call: WidgetCall) => void

/**
 * A call that is being asked for: whether the spa has Ava take calls is looked up, and what comes meanwhile (the
 * first words, perhaps) is kept for it in its order. Over as soon as it is taken, refused or hung up.
 */
export class RingingCall {
  readonly #waiting: Use[] = []

  constructor(options: {
    isTaken: Promise<boolean>
    take: () => WidgetCall
    refused: () => void
    failed: (error: unknown) => void
    signal: AbortSignal
  }) {
    const { isTaken, take, refused, failed, signal } = options
    const decide = (may: boolean) => {
      if (signal.aborted) return
      if (!may) return refused()
      const call = take()
      for (const use of this.#waiting.splice(0)) use(call)
    }
    isTaken.then(decide).catch((error: unknown) => {
      if (!signal.aborted) failed(error)
    })
  }

  keep(use: Use): void {
    this.#waiting.push(use)
  }
}
