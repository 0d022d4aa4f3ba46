import { hear, type Heard } from '../hearing/hear.ts'
import { readConversation } from '../reading/read-conversation.ts'
import type { MindItem } from '../mind-request.ts'
import { tokens } from '../words/plain-words.ts'

export type Outcome =
  'booked' | 'moved' | 'cancelled' | 'transferred' | 'message_taken' | 'answered' | 'emergency' | 'abandoned'

/** What a conversation comes to, from its words alone. */
export interface ConversationFacts {
  outcome: Outcome
  sentiment: 'positive' | 'neutral' | 'negative'
  heard: readonly Heard[]
  /** The person's first words that say what it is about. */
  opening: string
  treatments: readonly string[]
  questions: readonly string[]
  /** The newest "Tuesday, December 1 at 2:30 PM" that Ava spoke of. */
  label: string | null
  name: { given: string | null; family: string | null }
  phone: string | null
  email: string | null
  turns: number
}

const LABEL =
  /\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}(?: at \d{1,2}:\d{2} ?[AP]M)?/g
const SPEAKER =
  /^\s*(?:\[[^\]]*\]\s*)?(customer|visitor|user|client|caller|person|patient|ava|assistant|receptionist|ai|agent|staff)\s*(?:\([^)]*\))?\s*:\s*(.*)$/i
const OUTCOME_TOLD =
  /\boutcome\b[^.:\n]{0,40}[:=]\s*"?(booked|moved|rescheduled|cancell?ed|transferred|handed_over|message_taken|answered|emergency|abandoned)\b/i
const HAPPENED: readonly [Outcome, RegExp][] = [
  ['emergency', /\bcall 911\b/i],
  ['cancelled', /\b(?:is|it's|has been|been|now) cancelled\b|\bI(?:'ve| have) cancelled\b/i],
  ['moved', /\b(?:is|it's|has been|been|now) (?:moved|rescheduled)\b|\bI(?:'ve| have) (?:moved|rescheduled)\b/i],
  [
    'booked',
    /\b(?:you're|you are|all|is|are|been|it's) (?:all )?(?:booked|set|confirmed)\b|\bI(?:'ve| have) booked\b|\bsee you (?:on|then|tomorrow|mon|tues|wed|thurs|fri|sat)/i,
  ],
  [
    'message_taken',
    /\bpassed (?:that|it|this|your message) on\b|\b(?:taken|noted|have) (?:down )?(?:your|the) message\b|\bsomeone will (?:call|get back|contact)/i,
  ],
  [
    'transferred',
    /\blet the team know\b|\bget someone\b|\b(?:connect|transfer|put)(?:ting|ing|ring)? you (?:to|with|through)\b/i,
  ],
]
const CONTENT_WORDS =
  /\b(?:thank|thanks|great|perfect|awesome|wonderful|love|lovely|amazing|excellent|appreciate|helpful|excited)\w*\b/gi
const DISCONTENT =
  /\b(?:ridiculous|useless|terrible|awful|worst|angry|upset|annoy\w*|frustrat\w*|unacceptable|disappoint\w*|waste|stupid|hate|rude|complain\w*|never again|fed up|refund)\b/gi

export function factsOf(items: readonly MindItem[], { instructions }: { instructions: string }): ConversationFacts {
  const conversation = spokenItems(items)
  const said = conversation.flatMap((item) => (item.type === 'message' && item.role === 'user' ? [item.text] : []))
  const answered = conversation.flatMap((item) =>
    item.type === 'message' && item.role === 'assistant' ? [item.text] : [],
  )
  const now = new Date(0)
  const heard = said.map((text) => hear(text, { asked: null, now }))
  const { contact } = readConversation(conversation, { instructions, now })
  const opening =
    heard.find((turn) => turn.wants.size > 0 || turn.questions.length > 0 || turn.treatments.length > 0)?.text ??
    said[0] ??
    ''
  return {
    outcome: toldOutcome(instructions) ?? outcomeIn(answered, heard),
    sentiment: sentimentIn(said.join('\n')),
    heard,
    opening: opening.replace(/\s+/g, ' ').trim(),
    treatments: [
      ...new Set(heard.flatMap(({ treatments }) => treatments.map(({ concept, words }) => concept?.name ?? words))),
    ],
    questions: heard.flatMap(({ questions }) => questions.map(({ text }) => text)),
    label: answered.flatMap((text) => text.match(LABEL) ?? []).at(-1) ?? null,
    name: { given: contact.given, family: contact.family },
    phone: contact.phone,
    email: contact.email,
    turns: said.length,
  }
}

/** One message that holds a whole transcript ("Customer: …") counts as the messages it tells of. */
function spokenItems(items: readonly MindItem[]): MindItem[] {
  return items.flatMap((item): MindItem[] => {
    if (item.type !== 'message' || item.role === 'assistant') return [item]
    const lines = item.text.split('\n').map((line) => SPEAKER.exec(line))
    if (lines.filter(Boolean).length < 2) return [item]
    return lines.flatMap((line): MindItem[] => {
      if (!line?.[1]) return []
      const role = /^(?:ava|assistant|receptionist|ai|agent|staff)$/i.test(line[1])
        ? ('assistant' as const)
        : ('user' as const)
      return [{ type: 'message', role, text: line[2] ?? '' }]
    })
  })
}

function toldOutcome(instructions: string): Outcome | null {
  const told = OUTCOME_TOLD.exec(instructions)?.[1]?.toLowerCase()
  if (!told) return null
  if (told === 'rescheduled') return 'moved'
  if (told === 'handed_over') return 'transferred'
  return told.startsWith('cancel') ? 'cancelled' : (told as Outcome)
}

function outcomeIn(answered: readonly string[], heard: readonly Heard[]): Outcome {
  const words = answered.join('\n')
  const happened = HAPPENED.find(([, pattern]) => pattern.test(words))
  if (happened) return happened[0]
  return heard.some(({ questions }) => questions.length > 0) && answered.length > 1 ? 'answered' : 'abandoned'
}

function sentimentIn(words: string): ConversationFacts['sentiment'] {
  const good = words.match(CONTENT_WORDS)?.length ?? 0
  const bad = words.match(DISCONTENT)?.length ?? 0
  if (bad > 0 && bad >= good) return 'negative'
  return good > 1 || (good > 0 && tokens(words).length < 40) ? 'positive' : 'neutral'
}
