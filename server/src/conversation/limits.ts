/** A conversation on the website in which nothing has happened for this long is over. */
export const IDLE_END_MS = 20 * 60_000
/** By text and email people answer when they get round to it. */
export const TEXT_IDLE_END_MS = 24 * 60 * 60_000
/** A person rarely writes more than a hundred messages; a script in a loop does. */
export const MAX_CUSTOMER_MESSAGES = 150

export const overLimitWords =
  'This conversation has become very long, so I will stop here. Please call the spa or start a new conversation.'
export const failedReplyWords =
  "I'm sorry, I can't answer right now. I've left a note for the team, and they will get back to you."
