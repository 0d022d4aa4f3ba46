/** Sends a plain email from the spa's address. Throws when the provider refuses or cannot be reached. */
export interface EmailSender {
  send(message: { to: string; subject: string; text: string; fromName: string }): Promise<{ providerId: string }>
}
