/** A text as it goes out. */
export interface OutgoingSms {
  /** E.164. */
  to: string
  /** E.164; null: the account's own number. */
  from?: string | null
  text: string
  /** Comes back with every report of what became of it. */
  reference?: { tenantId: string; outboxId: string } | null
}

/** Sends a text message. Throws when the provider refuses or cannot be reached. */
export interface SmsSender {
  /** Throws SmsRefusedError when sending the same again cannot succeed. */
  send(message: OutgoingSms): Promise<{ providerId: string }>
  /**
   * The message, if the provider has taken these words from there to there since then: asked when whoever
   * sent it died before noting the answer. Null when there is none. Throws when the provider cannot be asked.
   */
  findSent(message: {
    to: string
    from: string | null
    text: string
    since: Date
  }): Promise<{ providerId: string } | null>
}

/** The provider will never take this message: a number that does not exist, somebody who opted out. */
export class SmsRefusedError extends Error {
  override name = 'SmsRefusedError'
  /** The provider's own code, such as 21610 (opted out). */
  readonly code: string
  constructor(code: string) {
    super(`The provider refused the text message (${code})`)
    this.code = code
  }
}
