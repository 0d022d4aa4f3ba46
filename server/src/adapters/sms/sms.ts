/** Sends a text message from the spa's number. Throws when the provider refuses or cannot be reached. */
export interface SmsSender {
  send(message: { to: string; text: string }): Promise<{ providerId: string }>
}
