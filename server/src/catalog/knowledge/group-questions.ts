export interface AskedQuestion {
  id: string
  question: string
  /** Its words in their basic form, without the small ones. */
  words: readonly string[]
}

/** From this share of common words on, two questions ask the same. */
const SAME = 0.6

/**
 * Questions that ask the same in other words, together; each in the first group whose first question it is near enough
 * to. The order of what is given stays, in the groups and among them.
 */
export function groupQuestions<Q extends AskedQuestion>(questions: readonly Q[]): Q[][] {
  const groups: Q[][] = []
  for (const question of questions) {
    const group = groups.find(([first]) => alike(first!, question))
    if (group) group.push(question)
    else groups.push([question])
  }
  return groups
}

function alike(a: AskedQuestion, b: AskedQuestion): boolean {
  const plain = ({ question }: AskedQuestion) =>
    question
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
  if (plain(a) === plain(b)) return true
  const own = new Set(a.words)
  const common = new Set(b.words.filter((word) => own.has(word))).size
  const all = new Set([...a.words, ...b.words]).size
  return all > 0 && common / all >= SAME
}
