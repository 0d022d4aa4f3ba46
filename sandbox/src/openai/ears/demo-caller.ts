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
    if (this.#turns === 1) return opening
    const question = lastQuestion(lastWords)
    const answer = answers.find(({ asks }) => asks.test(question))
    if (!answer) return onwards[(this.#turns - 2) % onwards.length]!
    const times = this.#asked.get(answer.topic) ?? 0
    this.#asked.set(answer.topic, times + 1)
    return answer.says[Math.min(times, answer.says.length - 1)]!
  }
}

/** People answer what was asked last; a statement alone is what is left. */
function lastQuestion(words: string): string {
  return words.match(/[^.!?]+\?/g)?.at(-1) ?? words
}

const opening = 'Hi, I would like to book a Botox appointment, please.'

/** The first that fits what was asked; later variants when the same is asked again. */
const answers: { topic: string; asks: RegExp; says: string[] }[] = [
  {
    topic: 'goodbye',
    asks: /\b(anything else|something else|see you|all set|you are booked|you're booked|goodbye)\b/i,
    says: ['No, that is all. Thank you, goodbye.'],
  },
  {
    topic: 'health',
    asks: /\bapply to you\b|^ ?(before i book|a few more)\b/i,
    says: ['No, none of those.', 'No, none of these apply to me.'],
  },
  { topic: 'exam', asks: /\bin one visit\b/i, says: ['Yes, both in one visit, please.'] },
  { topic: 'code', asks: /\bcode\b/i, says: ['I do not have the code with me, sorry.', 'No, leave it, thank you.'] },
  {
    topic: 'name',
    asks: /\b(your|what|which|the|full|last|first) name\b/i,
    says: ['Jamie Rivera.', 'My name is Jamie Rivera.'],
  },
  {
    topic: 'contact',
    asks: /\b(phone|number|reach you|text you|mobile|cell)\b/i,
    says: ['It is 212 555 0142.', 'Two one two, five five five, zero one four two.'],
  },
  { topic: 'email', asks: /\be-?mail\b/i, says: ['It is jamie.rivera@example.com.'] },
  {
    topic: 'choose',
    asks: /\b(which (one|of)|of (those|these)|those work|that work|how about|suit you)\b/i,
    says: ['The first one, please.', 'The earliest one you have.'],
  },
  {
    topic: 'when',
    asks: /\b(when|what (day|time|date)|which (day|time|date)|day or time|works best)\b/i,
    says: ['Sometime tomorrow afternoon, if you can.', 'Any day next week is fine.', 'As soon as possible.'],
  },
  {
    topic: 'service',
    asks: /\b((which|what) (service|treatment)|interested in|help you|looking for)\b/i,
    says: ['A Botox appointment, please.'],
  },
  {
    topic: 'confirm',
    asks: /\b(shall i|should i|is that|are you sure|do you want|would you like|confirm|go ahead|all right|okay|correct)\b/i,
    says: ['Yes, please.', 'Yes, that is right.'],
  },
]

/** All that the demonstration caller may say, by what it answers; for the page. */
export interface DemoLine {
  topic: string
  says: readonly string[]
}

export function demoLines(): DemoLine[] {
  return [
    { topic: 'first', says: [opening] },
    ...answers.map(({ topic, says }) => ({ topic, says })),
    { topic: 'otherwise', says: onwards },
  ]
}

const onwards = ['Yes, please.', 'What does it cost?', 'What times do you have?', 'The first one, please.']
