import { describe, expect, it } from 'vitest'
import { plainWords } from '../../words/plain-words.ts'
import type { HealthQuestion } from './health-question.ts'
import { hearHealth, type Asking } from './hear-health.ts'
import { hearLateHealth } from './hear-late-health.ts'

function question(
  key: string,
  short: string,
  { isDated = false, text = `Does ${short} apply to you?` } = {},
): HealthQuestion {
  return { key, short, text, isDated }
}
const BABY = question('baby', 'being pregnant, trying to be, or nursing a baby')
const AGE = question('age', 'being under 18')
const NUTS = question('nuts', 'an allergy to nuts')
const LATEX = question('latex', 'an allergy to latex')
const ACNE = question('acne', 'isotretinoin, also called Accutane, in the last year', { isDated: true })
const SUN = question('sun', 'a tan or sunburn in the last four weeks', { isDated: true })
const BLOOD = question('blood', 'a blood thinner or a bleeding disorder')
const LIST = [BABY, ACNE, NUTS, SUN, BLOOD]

/** As "baby=yes acne=no(in June)"; another kind of reply by its name. */
function heard(words: string, questions: readonly HealthQuestion[] = LIST, asking: Asking = 'any'): string {
  const { reply } = hearHealth(plainWords(words), { questions, asking })
  if (reply.type === 'which') return `${reply.isDoubt ? 'doubt' : 'which'} of ${reply.among.length}`
  if (reply.type === 'meaning') return `meaning of ${reply.question.key}`
  if (reply.type !== 'answers') return reply.type
  return reply.answers
    .map(({ question: key, answer, date }) => `${key}=${answer}${date ? `(${date})` : ''}`)
    .sort()
    .join(' ')
}

const NONE = 'acne=no baby=no blood=no nuts=no sun=no'

describe('a reply to several questions about health', () => {
  it.each([
    'No',
    'nope',
    'none of those',
    'None of these apply to me',
    'no to all of them',
    'not that I know of',
    "no I don't",
    'no, nothing like that',
    "They don't apply",
    'none, thanks',
    'nothing',
    'no go ahead',
    'Nope, none. Please go on.',
    "I don't have any of those",
    'yeah no, none of them',
    'No no no',
  ])('"%s" is a no to all', (words) => {
    expect(heard(words)).toBe(NONE)
  })

  it.each([
    ["I'm pregnant", 'baby=yes'],
    ["yes, I'm breastfeeding", 'baby=yes'],
    ["I'm nursing", 'baby=yes'],
    ['we are trying', 'baby=yes'],
    ["No, I'm pregnant", 'acne=no baby=yes blood=no nuts=no sun=no'],
    ["no i'm pregnant", 'acne=no baby=yes blood=no nuts=no sun=no'],
    ["I'm not pregnant", 'baby=no'],
    ["I'm on Accutane, stopped in June", 'acne=yes(stopped in june)'],
    ['I stopped Accutane in June', 'acne=yes(i stopped accutane in june)'],
    ["I'm not on Accutane any more. I stopped in March.", 'acne=yes(i stopped in march)'],
    ['I take warfarin', 'blood=yes'],
    ['I have a tan from last week', 'sun=yes(i have a tan from last week)'],
    ['the second one', 'acne=yes'],
    ['yes, the second one', 'acne=yes'],
    ['just the second one', 'acne=yes baby=no blood=no nuts=no sun=no'],
    ['the first and the last', 'baby=yes blood=yes'],
    ['number three', 'nuts=yes'],
    ['only the blood thinner', 'acne=no baby=no blood=yes nuts=no sun=no'],
    ['none except Accutane last year', 'acne=yes(accutane last year) baby=no blood=no nuts=no sun=no'],
    ['nothing but the nuts', 'acne=no baby=no blood=no nuts=yes sun=no'],
    ['no allergies, but I do have a bleeding disorder', 'blood=yes nuts=no'],
    ["No nuts and I'm on Eliquis", 'blood=yes nuts=no'],
    ['not sure about the third', 'nuts=unsure'],
    ['I might be pregnant', 'baby=unsure'],
    ["I don't think I'm pregnant", 'baby=unsure'],
    ['all of them', 'acne=yes baby=yes blood=yes nuts=yes sun=yes'],
    ['Yes', 'which of 5'],
    ['yes, one of these applies to me', 'which of 5'],
    ['some of them', 'which of 5'],
    ["I'm not sure", 'doubt of 5'],
    ['maybe', 'doubt of 5'],
    ["I don't think so", 'hedged'],
    ['probably not', 'hedged'],
    ["I'd rather not say", 'withheld'],
    ["that's private", 'withheld'],
    ['none of your business', 'withheld'],
    ['what was the second one?', 'meaning of acne'],
    ['what is Accutane?', 'meaning of acne'],
    ['why do you ask?', 'unsaid'],
    ['how much is it?', 'unsaid'],
    ['never mind', 'unsaid'],
    ['what?', 'unsaid'],
    ['hold on a second', 'unsaid'],
    ['one second please', 'unsaid'],
    ['at last', 'unsaid'],
    ['the weather is lovely', 'unsaid'],
    ['2125550187', 'unsaid'],
    ['', 'unsaid'],
  ])('"%s": %s', (words, meant) => {
    expect(heard(words)).toBe(meant)
  })

  it('asks which, where a word is shared', () => {
    expect(heard('I have an allergy', [NUTS, LATEX, BABY])).toBe('which of 2')
    expect(heard('no allergies', [NUTS, LATEX, BABY])).toBe('latex=no nuts=no')
    expect(heard('allergic to latex', [NUTS, LATEX, BABY])).toBe('latex=yes')
    const often = question('often', 'getting cold sores now and then')
    const here = question('here', 'an infection, rash or cold sore in the area')
    expect(heard('cold sores now and then', [often, here])).toBe('often=yes')
    expect(heard('cold sores', [often, here])).toBe('which of 2')
  })

  it.each([
    ['the tan', 'which', 'sun=yes'],
    ['breastfeeding', 'which', 'baby=yes'],
    ['none, sorry, I misheard', 'which', NONE],
    ['the nuts', 'doubt', 'nuts=unsure'],
    ["I really don't know", 'doubt', 'acne=unsure baby=unsure blood=unsure nuts=unsure sun=unsure'],
    ['no', 'surely', NONE],
    ["I don't think so", 'surely', 'acne=unsure baby=unsure blood=unsure nuts=unsure sun=unsure'],
  ] as const)('"%s" after they were put as "%s"', (words, asking, meant) => {
    expect(heard(words, LIST, asking)).toBe(meant)
  })
})

describe('a reply to one question about health', () => {
  it.each([
    ['yes', [BLOOD], 'blood=yes'],
    ['no', [BLOOD], 'blood=no'],
    ['not sure', [BLOOD], 'blood=unsure'],
    ['yes I do', [BLOOD], 'blood=yes'],
    ["yes, I'm 17", [AGE], 'age=yes'],
    ["I'm seventeen", [AGE], 'age=yes'],
    ["no, I'm 34", [AGE], 'age=no'],
    ['yes, two weeks ago', [SUN], 'sun=yes(two weeks ago)'],
    ['no, never', [SUN], 'sun=no'],
    ["no, but we're trying", [BABY], 'baby=yes'],
  ] as const)('"%s"', (words, questions, meant) => {
    expect(heard(words, questions)).toBe(meant)
  })

  it.each([
    ['in June', 'acne=yes(in june)'],
    ['about three months ago', 'acne=yes(about three months ago)'],
    ["I'm still taking it", "acne=yes(i'm still taking it)"],
    ["I don't remember", "acne=yes(i don't remember)"],
    ['no wait, I never took it', 'acne=no'],
    ['purple', 'unsaid'],
  ])('when was that? "%s"', (words, meant) => {
    expect(heard(words, [ACNE], 'date')).toBe(meant)
  })
})

describe('what else was said', () => {
  it.each([
    ['no, how much is it?', 'how much is it ?'],
    ['none of those, and can we make it Friday?', 'can we make it friday ?'],
    ["I'm pregnant, is that a problem?", 'is that a problem ?'],
  ])('"%s"', (words, left) => {
    expect(hearHealth(plainWords(words), { questions: LIST, asking: 'any' }).rest).toBe(left)
  })
})

describe('something about health, long after the questions', () => {
  const late = (words: string): string =>
    hearLateHealth(plainWords(words), { questions: LIST, isOther: (clause) => /book/.test(clause) })
      .answers.map(({ question: key, answer, date }) => `${key}=${answer}${date ? `(${date})` : ''}`)
      .join(' ')

  it.each([
    ['Oh, actually, I am on blood thinners', 'blood=yes'],
    ["wait, I'm not pregnant", 'baby=no'],
    ['I forgot, I took Accutane until March', 'acne=yes(i took accutane until march)'],
    ['yes please', ''],
    ['no', ''],
    ['the second one', ''],
    ['is there an allergy to nuts?', ''],
    ["I'd like to book the tan", ''],
  ])('"%s": %s', (words, meant) => {
    expect(late(words)).toBe(meant)
  })
})
