import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import { isUnavailable } from '../db/errors.ts'

/** Longest time one write is tried again while the database is away. */
const GIVE_UP_MS = 10 * 60_000
const LONGEST_PAUSE_MS = 5_000

/**
 * Writes of one conversation, one after another and in order, beside the path that
 * causes them. While the database is away they wait and are tried again, so that a
 * restart in the middle of a call loses no words. Every write must be safe to repeat:
 * a connection can break after the commit and before its answer.
 */
export class WriteBehind {
  readonly #logger: Logger
  #tail: Promise<void> = Promise.resolve()

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** `name` says in the log what was being written; never what it held. */
  push(name: string, write: () => Promise<void>): void {
    this.#tail = this.#tail.then(() => this.#untilWritten(name, write))
  }

  /** Everything pushed until now has been written, or given up and logged. */
  flushed(): Promise<void> {
    return this.#tail
  }

  async #untilWritten(name: string, write: () => Promise<void>): Promise<void> {
    const giveUpAt = Date.now() + GIVE_UP_MS
    for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        await write()
        return
      } catch (error) {
        const isWorthARetry = isUnavailable(error) && Date.now() < giveUpAt
        if (!isWorthARetry) {
          this.#logger.error({ err: error, write: name }, 'a write was given up')
          return
        }
        this.#logger.warn({ write: name, pauseMs }, 'the database is away: a write waits')
        await wait(pauseMs)
      }
    }
  }
}
