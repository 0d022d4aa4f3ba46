import type { HealthAnswer } from './health-question.ts'
import { STOPPED, WHEN_IT_WAS, type Said } from './read-clause.ts'

/** What thoughts say about the questions that they name; where they say it twice, the graver counts. */
export function answersIn(said: readonly Said[]): Map<string, HealthAnswer> {
  const answers = new Map<string, HealthAnswer>()
  for (const [at, one] of said.entries()) {
    if (one.type !== 'about') continue
    for (const question of one.questions) {
      const before = answers.get(question.key)
      // "I'm not on it any more. I stopped in June": a time makes it a yes.
      const date = question.isDated ? dateAfter(said, at) : null
      const isPast = one.says === 'no' && date !== null && STOPPED.test(`${one.words} ${date}`)
      const says = isPast ? 'yes' : one.says
      if (before && gravity(before.answer) > gravity(says)) continue
      answers.set(question.key, { question: question.key, answer: says, ...(says === 'yes' && date ? { date } : {}) })
    }
  }
  return answers
}

const gravity = (answer: HealthAnswer['answer']): number => ['no', 'unsure', 'yes'].indexOf(answer)

/** The words of when, in the clause itself and in those after it up to the next matter. */
function dateAfter(said: readonly Said[], at: number): string | null {
  const own = said[at]
  const words = own?.type === 'about' && WHEN_IT_WAS.test(own.words) ? [own.words] : []
  for (const one of said.slice(at + 1)) {
    if (one.type === 'about') break
    if (one.type === 'time') words.push(one.words)
  }
  return words.length > 0 ? words.join(', ') : null
}
