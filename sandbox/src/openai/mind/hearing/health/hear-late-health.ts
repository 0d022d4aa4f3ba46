import { answersIn } from './answers-in.ts'
import { clausesOf } from './clauses.ts'
import type { HealthAnswer, HealthQuestion } from './health-question.ts'
import { readClause, type Said } from './read-clause.ts'

const ABOUT_ONESELF =
  /\b(?:i'm|i am|i have|i've|i take|i took|i used|i use|i had|i do|i did|i get|i got|i forgot|i was)\b/

/**
 * Answers that come unasked, after the questions: "actually, I do take a blood thinner". Only what
 * somebody says of themselves counts, and only about one question; `isOther` tells what is not about health.
 */
export function hearLateHealth(
  plain: string,
  { questions, isOther }: { questions: readonly HealthQuestion[]; isOther: (words: string) => boolean },
): { answers: readonly HealthAnswer[]; rest: string } {
  const clauses = clausesOf(plain)
  const said = clauses.map((clause): Said => {
    const one = readClause(clause, questions)
    if (one.type !== 'about') return one.type === 'time' ? one : { type: 'else' }
    const isMeant = !one.isByPlace && one.questions.length === 1 && ABOUT_ONESELF.test(one.words) && !isOther(one.words)
    return isMeant ? one : { type: 'else' }
  })
  const answers = [...answersIn(said).values()]
  const rest = clauses
    .filter((_, at) => said[at]?.type === 'else')
    .map(({ words, isQuestion }) => `${words}${isQuestion ? ' ?' : ' .'}`)
  return answers.length > 0 ? { answers, rest: rest.join(' ') } : { answers, rest: plain }
}
