/** Ava's fixed sentences in a call. */
export const lines = {
  /** A call that starts in a conversation which has begun: the greeting and its disclosure have been given. */
  resumed: 'I’m here. Go on, I’m listening.',
  fillers: ['One moment, I’m checking.', 'Let me look that up for you.', 'Just a second, please.'],
  stillThere: 'Are you still there?',
  idleEnd: 'I’ll hang up for now. You can call again any time.',
  limit: 'We have reached the end of the time I have for one call. You can go on by typing here. Goodbye for now.',
  apology: 'I’m sorry, I’m having trouble answering just now. Could you say that again?',
} as const

export const notices = {
  upstreamDown: {
    code: 'upstream_down',
    text: 'I’ve lost my voice for the moment. You can type to me here, or leave a message for the team.',
    actions: ['type_instead', 'leave_message'],
  },
  replyFailed: {
    code: 'reply_failed',
    text: 'I couldn’t answer that. Please say it again, or type it here.',
    actions: ['retry', 'type_instead'],
  },
  overLimit: {
    code: 'over_limit',
    text: 'This call has reached its limit. You can go on by typing here.',
    actions: ['type_instead', 'leave_message'],
  },
} as const

/** For the model, after a noise stopped it in the middle of a sentence. */
export const carryOn =
  'A noise cut you off; nobody said anything. Carry on from where you stopped, without repeating yourself.'
