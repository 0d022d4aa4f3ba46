import { isAboutSomebodyNow, isDenied, isLongAgo, withoutFigures } from './bearing.ts'
import { plainSentences } from './plain-words.ts'
import { signs, type Sign } from './signs.ts'

export type RedFlag =
  | 'vision_change'
  | 'breathing'
  | 'swallowing'
  | 'speech'
  | 'drooping'
  | 'skin_colour'
  | 'severe_pain'
  | 'swelling'
  | 'chest_pain'
  | 'fainting'
  | 'infection'
  | 'burn'
  | 'self_harm'
  | 'other_emergency'

/** The approved words. Nothing is added to them, no reassurance and no advice. */
const emergencyWords = 'This can be an emergency. Please call 911 now.'
const selfHarmWords = `${emergencyWords} You can also call or text 988, the Suicide and Crisis Lifeline, at any time.`

/**
 * Whether somebody tells of a state that cannot wait, and the sentence for it. Meant to catch
 * too much rather than too little about how a person is; questions about a treatment in
 * general ("can filler cause blindness?"), figures of speech and what was long ago are no flags.
 */
export function findRedFlag(text: string): { flag: RedFlag; say: string } | null {
  const sentences = plainSentences(text).map(withoutFigures)
  const whole = sentences.join(' . ')
  const found = signs.find(
    (sign) =>
      sentences.some((sentence) => isIn(sign, sentence, whole)) &&
      (sign.needs ?? []).every((needed) => needed.test(whole)),
  )
  return found ? { flag: found.flag, say: found.flag === 'self_harm' ? selfHarmWords : emergencyWords } : null
}

function isIn(sign: Sign, sentence: string, whole: string): boolean {
  if (sign.except?.test(sentence)) return false
  if (!sign.countsWhenPlanned && isLongAgo(sentence, whole)) return false
  return sign.patterns.some((pattern) =>
    [...sentence.matchAll(pattern)].some(
      ({ index, 0: words }) =>
        !isDenied(sentence, index, words) && (sign.countsWhenPlanned || isAboutSomebodyNow(sentence, index, words)),
    ),
  )
}
