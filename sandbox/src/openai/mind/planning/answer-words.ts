import { hearTreatments } from '../hearing/treatments.ts'
import type { Question } from '../hearing/questions.ts'
import { plainWords } from '../words/plain-words.ts'
import { sentences } from '../words/sentences.ts'
import { text, toRecord, type ToolAnswer } from '../reading/results.ts'

import { overlap, tellingWords } from './alike.ts'

const MOST_SENTENCES = 3
export const NOT_KNOWN = "I don't know that one, I'm afraid. I can take a message and someone will get back to you."
/** An answer to "who" names somebody. */
const NAMES_SOMEBODY =
  /\b(?:Dr|MD|DO|NP|PA|RN|provider|providers|injector|injectors|nurse|doctor|aesthetician|clinician|specialist|director)\b/i

interface Passage {
  title: string
  body: string
}

/** What the knowledge says to a question: the sentences that speak of it, in its own words. */
export function answerWords(answer: ToolAnswer, question: Question): string {
  if (answer.say) return answer.say
  const asked = tellingWords(question.text)
  const treatments = new Set(
    hearTreatments(plainWords(question.text)).flatMap(({ words, concept }) =>
      tellingWords(`${words} ${concept?.name ?? ''}`),
    ),
  )
  // What is written about the same treatment, but about something else, is no answer.
  const beyond = asked.filter((word) => !treatments.has(word))
  const known = passages(answer.facts)
    .filter(({ title, body }) => beyond.length === 0 || overlap(`${title} ${body}`, beyond) > 0)
    .filter(({ body }) => !/^who\b/i.test(question.text) || NAMES_SOMEBODY.test(body))
    .map((passage, at) => ({
      ...passage,
      score: 2 * overlap(passage.title, asked) + overlap(passage.body, asked) - at * 0.5,
    }))
    .sort((a, b) => b.score - a.score)
  const best = known[0]?.body
  if (!best) return NOT_KNOWN
  const written = sentences(best)
  if (written.length <= MOST_SENTENCES) return written.join(' ')
  const ranked = written
    .map((sentence, at) => ({ sentence, at, score: overlap(sentence, asked) - at * 0.01 }))
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_SENTENCES)
  return ranked
    .sort((a, b) => a.at - b.at)
    .map(({ sentence }) => sentence)
    .join(' ')
}

function passages(facts: Record<string, unknown>): Passage[] {
  for (const key of ['answer', 'text', 'body', 'content', 'passage', 'summary']) {
    const direct = text(facts[key])
    if (direct) return [{ title: text(facts.title) ?? '', body: direct }]
  }
  for (const key of ['answers', 'articles', 'results', 'passages', 'matches', 'knowledge']) {
    const list = facts[key]
    if (!Array.isArray(list)) continue
    const found = list.flatMap((entry) => {
      const words = text(entry)
      return words ? [{ title: '', body: words }] : passages(toRecord(entry) ?? {})
    })
    if (found.length > 0) return found
  }
  return []
}
