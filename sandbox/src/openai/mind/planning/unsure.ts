import { say, vary, type Scene, type Step } from './step.ts'

/** The question that is open, to come back to it. */
export function question({ reading }: Scene): string {
  if (reading.health?.say) return reading.health.say
  if (reading.suggestion?.say) return reading.suggestion.say
  if (reading.pending)
    return reading.pending.say && /\?/.test(reading.pending.say) ? reading.pending.say : 'Shall I go ahead?'
  if (reading.identity === 'code_sent') return 'What is the code I sent you?'
  if (reading.goal === 'book') {
    if (!reading.mention) return 'Which treatment would you like?'
    if (reading.isHeld && !reading.contact.given) return 'What name should I put your visit under?'
    if (reading.isHeld) return "What's a good phone number or email for the confirmation?"
    if (reading.offered.length > 0) return 'Which of those times works for you?'
    return 'What day or time works best for you?'
  }
  if (reading.goal === 'move_or_cancel') return 'Would you like to move it, or cancel it?'
  if (reading.goal === 'message') return 'What would you like me to pass on?'
  if (reading.goal === 'move')
    return reading.offered.length > 0
      ? 'Which of those times works for you?'
      : 'What day or time would you like instead?'
  return 'How can I help?'
}

/** Not understood: ask once more, then offer a person. */
export function unsureStep(scene: Scene): Step {
  const { reading, tools } = scene
  if (reading.misses >= 1) {
    return say(
      tools.has('transfer_to_person')
        ? "I'm sorry, I'm not sure I follow. Would you like to talk to a person?"
        : "I'm sorry, I'm not sure I follow. Shall I take a message for the team?",
    )
  }
  return say(
    vary(
      scene,
      "Sorry, I didn't quite get that. I can book, move or cancel a visit, or answer a question. What would you like?",
      "Sorry, I didn't quite follow that. Would you like to book a visit, or ask a question?",
    ).replace('follow that', 'get that'),
  )
}
