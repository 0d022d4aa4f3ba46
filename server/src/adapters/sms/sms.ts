/** Sends a text message from the spa's number. Throws when the provider refuses or cannot be reached. */
export interface SmsSender {
  /** Throws SmsRefusedError when sending the same again cannot succeed. */
  send(message: { to: string; text: string }): Promise<{ providerId: string }>
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
