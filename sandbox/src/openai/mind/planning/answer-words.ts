import type { Question } from '../hearing/questions.ts'
import { sentences } from '../words/sentences.ts'
import { text, toRecord, type ToolAnswer } from '../reading/results.ts'

const MOST_SENTENCES = 3
const UNTELLING = new Set(
  'the a an is are do does you your i my me to of in on at for and or what when how where who can it be have with there any'.split(
    ' ',
  ),
)

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
  const asked = contentWords(question.text)
  const known = passages(answer.facts)
    .filter(({ body }) => !/^who\b/i.test(question.text) || NAMES_SOMEBODY.test(body))
    .map((passage, at) => ({
      ...passage,
      score: 2 * overlap(contentWords(passage.title), asked) + overlap(contentWords(passage.body), asked) - at * 0.5,
    }))
    .sort((a, b) => b.score - a.score)
  const best = known[0]?.body
  if (!best) return NOT_KNOWN
  const written = sentences(best)
  if (written.length <= MOST_SENTENCES) return written.join(' ')
  const ranked = written
    .map((sentence, at) => ({ sentence, at, score: overlap(contentWords(sentence), asked) - at * 0.01 }))
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

function contentWords(words: string): string[] {
  return words
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2 && !UNTELLING.has(word))
    .map((word) => word.replace(/(?:ing|ed|es|s)$/, ''))
}

function overlap(present: readonly string[], asked: readonly string[]): number {
  return asked.filter((word) => present.includes(word)).length
}
