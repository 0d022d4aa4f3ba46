import type { Asked } from '../hearing/hear.ts'
import { sentences } from '../words/sentences.ts'

/** Checked from the top: the first that fits is what the words ask for. */
const QUESTIONS: readonly [Asked, RegExp][] = [
  [
    'move_or_cancel',
    /\bmove\b.*\bor\b.*\bcancel\b|\bcancel\b.*\bor\b.*\b(?:move|reschedule)\b|\bdifferent (?:day|time),? or\b/,
  ],
  ['offer_waitlist', /\b(?:put|add) you (?:on|to) (?:the|our) wait(?:ing )?-?list\b/],
  ['code', /(?<!area )\bcode\b|\bdigits\b/],
  [
    'message',
    /\bwhat (?:would you like|should|shall|can|do you want|may)\b.*\b(?:pass on|tell them|say|message|write|let them know|note)\b|\bwhat(?:'s| is) (?:the|your) message\b/,
  ],
  [
    'slot',
    /\bwhich (?:of (?:those|these|them)|one|time|slot|would)\b|\b(?:any|either|one) of (?:those|these|them)\b|\b(?:does|do|would|will) (?:that|this|those|these|either|any)(?: \w+){0,4} (?:work|suit|do|fit)\b|\bwork(?:s)? (?:best |better )?for you\b(?=.*\bor\b)/,
  ],
  ['appointment', /\bwhich (?:appointment|visit|booking)\b/],
  [
    'service',
    /\b(?:which|what) (?:treatment|service|procedure)\b|\bwhat (?:would you like|are you (?:looking|hoping|thinking)|did you have in mind|can i book)\b.*\b(?:book|done|have|come in|for|treat)\b|\bcome in for\b|\bdo you mean\b/,
  ],
  [
    'when',
    /\bwhat (?:other |else )?(?:day|time|date)|\bwhich day\b|\bwhen (?:would|do|can|should|are|works|is)\b|\b(?:another|other|different|preferred) (?:day|time|date)\b|\bdays? or times?\b/,
  ],
  [
    'confirm',
    /\b(?:shall|should|may|can) i (?:go ahead|book|move|cancel|confirm|change|update|do that|make that|proceed)|\b(?:is|was) (?:that|this|everything|all that) (?:right|correct|okay|ok|all right)\b|\bare you sure\b|\b(?:do you want|would you like|want) me to (?:go ahead|book|cancel|move|confirm|change|update|proceed)|\bdo you (?:agree|accept|confirm)\b|\bokay to (?:book|go ahead)\b|\bready to (?:book|confirm)\b|\bdoes that (?:sound|look) (?:right|good|okay)\b|\bsay yes\b|\bplease (?:confirm|say yes)\b|\bsound good\b|\byes or no\b/,
  ],
  ['name', /\bnames?\b|\bwho(?:m)? (?:is it|am i|should i|shall i|do i|may i|is the)\b/],
  ['phone', /\b(?:phone|mobile|cell|number|telephone|reach you|contact you)\b/],
  ['email', /\be-?mail\b/],
  [
    'offer_message',
    /\btake (?:a|your) message\b|\bleave (?:a|your) message\b|\bpass (?:that|this|it|your|a) \w*\s?(?:on|along|message)?\b|\bask (?:the team|someone|them|a clinician) to (?:call|get back|contact)/,
  ],
  ['offer_person', /\b(?:person|someone|somebody|colleague|front desk|member of (?:the|our) team|human|staff)\b/],
  [
    'offer_booking',
    /\b(?:would you like|do you want|want|shall i|should i|can i)\b.*\b(?:book|find (?:you )?a time|look for|check|times|opening|come in|visit|consultation|schedule)\b/,
  ],
  ['help', /\bhelp\b|\bdo for you\b|\banything else\b|\bwhat (?:can|would|brings)\b|\bwhat else\b/],
]

/** What words of Ava's ask the person for; null when they ask nothing. Her newest question counts. */
export function whatWasAsked(text: string): Asked | null {
  const said = sentences(text)
  const questions = said.filter((sentence) => sentence.includes('?'))
  const last = said[said.length - 1]
  // A request without a question mark: "Please tell me your name."
  const candidate =
    questions[questions.length - 1] ??
    (last && /\bplease\b|\btell me\b|\bgive me\b|\blet me know\b|\bread me\b|\bjust need\b/i.test(last) ? last : null)
  if (!candidate) return null
  const plain = candidate.toLowerCase().replace(/’/g, "'")
  const found = QUESTIONS.find(([, pattern]) => pattern.test(plain))?.[0]
  // "A code is on its way. What does it say?" asks for the code.
  return found ?? (/\bcode\b/i.test(text) ? 'code' : 'other')
}
