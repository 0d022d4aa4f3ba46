import type { Question } from '../hearing/questions.ts'
import { text, type ToolAnswer } from '../reading/results.ts'
import { hearUnknownTreatment } from '../hearing/treatments.ts'
import { placeWords } from '../instructions/places.ts'
import { plainWords } from '../words/plain-words.ts'
import { isDown } from '../reading/take-answer.ts'
import { matchServices } from '../reading/services.ts'
import { answerWords, NOT_KNOWN } from './answer-words.ts'
import { serviceWords } from './service-words.ts'
import { joinWords, type Scene, type Step } from './step.ts'
import type { Call } from './toolbox.ts'

type Answering =
  | { type: 'ask'; step: Step }
  /** `isLast`: nothing is to follow. `invites`: it was about something that can be booked. */
  | { type: 'answered'; words: string; isLast: boolean; invites: boolean }

const NO_ADVICE = "I can't give medical advice. A clinician will go over that with you before anything is done."

/** Answers the questions of the newest turn from what tools say, asking the tools first; null when there is none to answer. */
export function answerQuestions(scene: Scene): Answering | null {
  const { reading } = scene
  if (!reading.heard || reading.isQuestionAnswered) return null
  const questions = questionsOf(scene)
  if (questions.length === 0) return null
  const advice = questions.some(({ kind }) => kind === 'advice')
  if (advice) {
    // Where nothing is chosen yet, a consultation is the way on.
    const isOpen = reading.goal === null || (reading.goal === 'book' && reading.mention === null)
    const offer = isOpen ? 'Would you like to book a consultation?' : ''
    return { type: 'answered', words: joinWords(NO_ADVICE, offer), isLast: isOpen, invites: false }
  }
  const given = reading.answers.filter(({ name }) => name === 'answer_question' || name === 'list_services')
  if (given.length === 0 || (given.length < questions.length && reading.callsSinceHeard < 3)) {
    const calls = questions.slice(given.length).flatMap((question) => callFor(question, scene) ?? [])
    if (calls.length > 0) return { type: 'ask', step: { text: '', calls } }
  }
  if (given.length === 0) {
    return { type: 'answered', words: "I don't have that to hand.", isLast: false, invites: false }
  }
  const words = joinWords(
    ...questions.map((question, index) => wordsFor(question, given[Math.min(index, given.length - 1)], scene)),
  )
  const invites =
    !/\bI don't\b|\bWe offer\b/.test(words) &&
    questions.some(({ kind }) => kind === 'price' || kind === 'about_service')
  return { type: 'answered', words, isLast: reading.goal === null && /\bDo you mean\b.*\?$/.test(words), invites }
}

/** A treatment named on its own, with nothing under way, asks about it. */
function questionsOf({ reading }: Scene): readonly Question[] {
  const { heard } = reading
  if (!heard) return []
  if (heard.questions.length > 0) return heard.questions
  const isBare = reading.goal === null && heard.wants.size === 0 && heard.treatments.length > 0
  return isBare ? [{ kind: 'about_service', text: heard.treatments[0]?.words ?? heard.text }] : []
}

function callFor(question: Question, { reading, tools }: Scene): Call | null {
  if (question.kind === 'other')
    return tools.call('answer_question', { question: inContext(question, reading) }) ?? tools.call('list_services', {})
  if (question.kind === 'services')
    return tools.call('list_services', {}) ?? tools.call('answer_question', { question: question.text })
  // Without a query the whole list comes: it is then known for the rest of the conversation.
  const query = reading.catalogue ? subject(question, reading) : undefined
  return tools.call('list_services', { query }) ?? tools.call('answer_question', { question: question.text })
}

/** "How long does it last?" asks about the treatment that is being talked about. */
function inContext({ text: words }: Question, { heard, mention }: Scene['reading']): string {
  const name = mention?.concept?.name ?? mention?.words
  if (!name || heard?.treatments.length) return words
  return words.replace(/\b(?:it|that|this)\b(?! (?:is|place|spa|week|month|number|weekend|okay|possible)\b)/i, name)
}

function subject(question: Question, { heard, mention, catalogue }: Scene['reading']): string | undefined {
  const named =
    heard?.treatments.find(({ words }) => question.text.toLowerCase().includes(words)) ??
    heard?.treatments[0] ??
    mention
  const [listed] = named && catalogue ? matchServices(named, catalogue) : []
  return listed?.name ?? named?.words
}

/** The tool's answer; where it has none, what her own instructions say. */
function wordsFor(question: Question, answer: ToolAnswer | undefined, scene: Scene): string {
  const words = toolWords(question, answer, scene)
  const isAnswered = answer?.ok === true && words !== NOT_KNOWN
  const own = placeWords(question.text, scene.about.places)
  // A number was asked for, and what came has none: it is about something else.
  const isBeside = /\bphone\b|\bnumber\b/i.test(question.text) && !/\d{3}\D{0,3}\d{4}/.test(words)
  return isAnswered && !(isBeside && own) ? words : (own ?? words)
}

function toolWords(question: Question, answer: ToolAnswer | undefined, scene: Scene): string {
  if (!answer) return "I don't have that to hand."
  if (!answer.ok)
    return (
      answer.say ?? (isDown(answer.reason) ? "I can't look that up right now." : "I don't know that one, I'm afraid.")
    )
  if (answer.name === 'answer_question') return answerWords(answer, question)
  if (answer.say) return answer.say
  const { reading } = scene
  const mention =
    reading.heard?.treatments.find(({ words }) => question.text.toLowerCase().includes(words)) ??
    reading.heard?.treatments[0] ??
    (question.kind === 'price' ? reading.mention : null)
  const queried = text(answer.args.query)
  const unknown = question.kind === 'about_service' ? hearUnknownTreatment(plainWords(question.text)) : null
  const other = queried ?? unknown
  return serviceWords(question, answer, mention ?? (other ? { words: other, concept: null } : null))
}
