import type { ConversationFacts, Outcome } from './conversation-facts.ts'

const ENDED: Record<Outcome, (facts: ConversationFacts) => string> = {
  booked: ({ label }) => (label ? `It was booked for ${label}.` : 'An appointment was booked.'),
  moved: ({ label }) => (label ? `The appointment was moved to ${label}.` : 'The appointment was moved.'),
  cancelled: () => 'The appointment was cancelled.',
  transferred: () => 'It was handed over to a person.',
  message_taken: () => 'A message was taken for the team.',
  answered: () => 'The question was answered; nothing was booked.',
  emergency: () => 'It was treated as an emergency, and people took over.',
  abandoned: () => 'Nothing was booked.',
}

/** Two short sentences: what the person wanted, and how it ended. Only from what was said. */
export function summaryWords(facts: ConversationFacts): string {
  return `${wanted(facts)} ${ENDED[facts.outcome](facts)}`
}

export function titleWords({ treatments, opening, heard }: ConversationFacts): string {
  const want = heard.flatMap(({ wants }) => [...wants])[0]
  const what =
    want === 'book'
      ? 'Booking'
      : want === 'move'
        ? 'Moving a visit'
        : want === 'cancel'
          ? 'Cancelling'
          : want === 'person'
            ? 'Asked for a person'
            : 'Enquiry'
  const about = treatments[0] ?? (want ? '' : clip(opening, 40))
  return about ? `${what}: ${about}` : what
}

function wanted({ heard, treatments, questions, opening }: ConversationFacts): string {
  const wants = new Set(heard.flatMap((turn) => [...turn.wants]))
  const treatment = treatments[0] ?? 'an appointment'
  const when = heard.find((turn) => turn.when.day || turn.when.time)?.when
  const time = when ? ` (${[when.day, when.time].filter(Boolean).join(' ')})` : ''
  const asked = questions[0] ? `asked “${clip(questions[0], 120)}”` : ''
  if (wants.has('cancel')) return `The visitor wanted to cancel an appointment.`
  if (wants.has('move') || wants.has('move_or_cancel')) return `The visitor wanted to move an appointment${time}.`
  if (wants.has('book')) return `The visitor wanted to book ${treatment}${time}${asked ? ` and ${asked}` : ''}.`
  if (asked) return `The visitor ${asked}.`
  if (wants.has('person')) return 'The visitor asked for a person.'
  if (wants.has('message')) return 'The visitor wanted to leave a message.'
  return opening ? `The visitor said “${clip(opening, 140)}”.` : 'The visitor said nothing.'
}

export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`
}
