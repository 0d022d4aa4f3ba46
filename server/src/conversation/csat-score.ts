const words: Record<string, number> = { one: 1, two: 2, three: 3, four: 4, five: 5 }
/** A number from 1 to 5 at the very beginning, as a mark and not as a time, an amount or a day. */
const mark =
  /^\W*(?<score>[1-5]|one|two|three|four|five)(?:\s*(?:\/\s*5|out of (?:5|five)|stars?|points?))?\s*(?:$|[.,;:!)\-–—]+(?!\d)\s*(?<after>.*)$|\n+(?<below>.*)$)/is
const praise =
  /^\W*(?<score>[1-5])\s+(?<after>(?:great|good|very|thank|thx|excellent|perfect|because|since|but|bad|poor|ok(?:ay)?)\b.*)$/is

/**
 * What somebody answers to "How was it, from 1 to 5?": the score and what they add to it. Null when it
 * is not an answer to that: "3 pm works" and "2 people" are about something else.
 */
export function readScore(text: string): { score: number; comment: string | null } | null {
  const found = mark.exec(text.trim()) ?? praise.exec(text.trim())
  const { score, after, below } = found?.groups ?? {}
  if (score === undefined) return null
  const comment = (after ?? below ?? '').trim()
  return {
    score: words[score.toLowerCase()] ?? Number(score),
    comment: comment === '' ? null : comment.slice(0, 1_000),
  }
}
