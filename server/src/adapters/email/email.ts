/** Sends a plain email from the spa's address. Throws when the provider refuses or cannot be reached. */
export interface EmailSender {
  /** Throws EmailRefusedError when sending the same again cannot succeed. */
  send(message: { to: string; subject: string; text: string; fromName: string }): Promise<{ providerId: string }>
}

/** The provider will never take this message. */
export class EmailRefusedError extends Error {
  override name = 'EmailRefusedError'
  /** The HTTP status it answered with. */
  readonly code: string
  constructor(code: string) {
    super(`The provider refused the email (${code})`)
    this.code = code
  }
}
