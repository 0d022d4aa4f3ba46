/** The rules of `/live` that are no message: apart from the schemas, so that the widget has them without zod. */

/** Subprotocols the client offers: this one, and `ava.token.<token>`. The server answers with this one only. */
export const SUBPROTOCOL = 'ava.v1'
export const TOKEN_SUBPROTOCOL_PREFIX = 'ava.token.'

export const MAX_CHAT_CHARACTERS = 4_000
/** Text frames larger than this are refused before they are parsed. */
export const MAX_TEXT_FRAME_BYTES = 64 * 1024

export const CloseCode = {
  /** A frame that no client of ours sends. */
  malformed: 4400,
  /** The token is unknown, used or expired: ask for a new one. */
  unauthorized: 4401,
  /** The client does not read what it is sent. */
  stalled: 4408,
  /** The same conversation was opened elsewhere. */
  replaced: 4409,
  tooLarge: 4413,
  rateLimited: 4429,
  /** The server is going down: reconnect in a moment. */
  goingAway: 4503,
} as const
