import { describe, expect, it } from 'vitest'
import { isNoAnswer, namesOf, readHealthAnswer } from './read-health-answer.ts'

const asked = [
  { key: 'pregnant', shortText: 'being pregnant, trying to be, or breastfeeding' },
  { key: 'isotretinoin', shortText: 'isotretinoin, also called Accutane, in the last twelve months' },
  { key: 'shellfish', shortText: 'an allergy to aspirin or shellfish' },
  { key: 'serious_allergy', shortText: 'a serious allergic reaction to anything' },
]
const read = (words: string, key: string) => {
  const question = asked.find((one) => one.key === key)!
  const names = namesOf(
    question,
    asked.filter((one) => one !== question),
  )
  return readHealthAnswer(words, names).says
}

describe('words to a list of health questions', () => {
  it.each([
    ['No', 'pregnant', 'no'],
    ['none of those', 'isotretinoin', 'no'],
    ['nope, nothing', 'shellfish', 'no'],
    ['Yes', 'pregnant', 'yes'],
    ['yes, one of them', 'isotretinoin', 'yes'],
    ["I'm pregnant", 'pregnant', 'yes'],
    ["No, I'm pregnant", 'pregnant', 'yes'],
    ["I'm not pregnant", 'pregnant', 'no'],
    ['none, except Accutane last year', 'isotretinoin', 'yes'],
    ['nothing but Accutane', 'isotretinoin', 'yes'],
    ['I stopped Accutane in June', 'isotretinoin', 'yes'],
    ["No allergies, and I'm breastfeeding", 'pregnant', 'yes'],
    ['I might be pregnant', 'pregnant', 'unsure'],
    ["I'm not sure", 'pregnant', 'unsure'],
    ["I don't know", 'isotretinoin', 'unsure'],
    ['Am I pregnant? No', 'pregnant', 'no'],
    ['I am allergic to shellfish', 'shellfish', 'yes'],
    ['the weather is lovely', 'pregnant', 'unclear'],
  ])('“%s” about %s: %s', (words, key, says) => {
    expect(read(words, key)).toBe(says)
  })

  it.each(['', 'What do you mean?', 'how long does it take', '212 555 0111', 'Why do you ask?'])(
    '“%s” answers nothing',
    (words) => {
      expect(isNoAnswer(words)).toBe(true)
    },
  )

  it.each(['no', 'No, why?', 'I stopped in June 2025', 'none of these apply to me'])('“%s” may answer', (words) => {
    expect(isNoAnswer(words)).toBe(false)
  })
})
