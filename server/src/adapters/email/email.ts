/** An email as it goes out. */
export interface OutgoingEmail {
  to: string
  /** `address` is null for a spa that has none of its own: the sender's. */
  from: { name: string; address: string | null }
  /** Null: answers go to `from`. */
  replyTo: { name: string; address: string } | null
  subject: string
  text: string
  html: string | null
  /** Message-ID, In-Reply-To, References, List-Unsubscribe and the like; values are ASCII without line breaks. */
  headers: Readonly<Record<string, string>>
  files: readonly { name: string; contentType: string; content: Buffer }[]
  /** Comes back with every event about this email. Ids of our own only: the provider keeps them for long. */
  reference: { tenantId: string; outboxId: string } | null
}

/** Sends an email. Throws when the provider refuses or cannot be reached. */
export interface EmailSender {
  /** Throws EmailRefusedError when sending the same again cannot succeed. */
  send(email: OutgoingEmail): Promise<{ providerId: string }>
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
