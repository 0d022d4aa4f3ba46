/**
 * What the sandbox's ear hears when nobody has set a script: somebody who would like
 * an appointment and answers what Ava has just asked. It stands in for recognition,
 * so it knows the conversation's words and nothing of the sound.
 */
export class DemoCaller {
  readonly #asked = new Map<string, number>()
  #turns = 0

  /** `lastWords` is what the assistant said last. */
  reply(lastWords: string): string {
    this.#turns++
    if (this.#turns === 1) return 'Hi, I would like to book a Botox appointment, please.'
    const answer = answers.find(({ asks }) => asks.test(lastWords))
    if (!answer) return onwards[(this.#turns - 2) % onwards.length]!
    const times = this.#asked.get(answer.topic) ?? 0
    this.#asked.set(answer.topic, times + 1)
    return answer.says[Math.min(times, answer.says.length - 1)]!
  }
}

/** The first that fits what was asked; later variants when the same is asked again. */
const answers: { topic: string; asks: RegExp; says: string[] }[] = [
  {
    topic: 'goodbye',
    asks: /\b(anything else|is there more|see you|all set|you are booked|you're booked|goodbye)\b/i,
    says: ['No, that is all. Thank you, goodbye.'],
  },
  {
    topic: 'confirm',
    asks: /\b(shall i|should i|is that (right|correct|okay)|are you sure|do you want me to|would you like me to|confirm|go ahead)\b/i,
    says: ['Yes, please.', 'Yes, that is right.'],
  },
  { topic: 'code', asks: /\b(code)\b/i, says: ['I do not have the code with me, sorry.'] },
  {
    topic: 'phone',
    asks: /\b(phone|number|reach you|text you|mobile|cell)\b/i,
    says: ['It is 212 555 0142.', 'Two one two, five five five, zero one four two.'],
  },
  { topic: 'email', asks: /\be-?mail\b/i, says: ['jamie.rivera@example.com'] },
  { topic: 'name', asks: /\bname\b/i, says: ['Jamie Rivera.', 'My name is Jamie Rivera.'] },
  {
    topic: 'choose',
    asks: /\b(which (one|of)|work for you|works best|prefer|how about|suit|i have|available|openings?)\b/i,
    says: ['The first one, please.', 'The earliest one you have.'],
  },
  {
    topic: 'when',
    asks: /\b(when|what day|which day|what time|date|morning|afternoon)\b/i,
    says: ['Sometime tomorrow afternoon, if you can.', 'Any day next week is fine.'],
  },
  {
    topic: 'service',
    asks: /\b(which (service|treatment)|what (service|treatment)|interested in|help you with|looking for)\b/i,
    says: ['Botox, please.'],
  },
]

const onwards = ['What does it cost?', 'What times do you have?', 'The first one, please.', 'Yes, please.']
