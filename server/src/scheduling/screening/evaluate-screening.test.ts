import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateScreening, graver, type Answer, type Rule } from './evaluate-screening.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const rule = (questionKey: string, effect: Rule['effect'], until: Partial<Rule> = {}): Rule => ({
  questionKey,
  effect,
  version: 1,
  untilMonths: null,
  untilDays: null,
  text: `About ${questionKey}.`,
  ...until,
})
const yes = (questionKey: string, date?: string): Answer => ({
  questionKey,
  answer: 'yes',
  date: date ? day(date) : null,
})
const no = (questionKey: string): Answer => ({ questionKey, answer: 'no', date: null })
const unsure = (questionKey: string): Answer => ({ questionKey, answer: 'unsure', date: null })

const rules = [
  rule('pregnant', 'block'),
  rule('allergy', 'review'),
  rule('isotretinoin', 'earliest', { untilMonths: 12 }),
  rule('waxing', 'prepare'),
]
const evaluate = (answers: Answer[], startsOn = '2026-12-01', of = rules) =>
  evaluateScreening({ rules: of, answers, startsOn: day(startsOn) })

describe('what answers mean', () => {
  it.each([
    [[no('pregnant'), no('allergy'), no('isotretinoin'), no('waxing')], 'clear'],
    [[yes('waxing')], 'prepare'],
    [[unsure('waxing')], 'prepare'],
    [[yes('allergy'), yes('waxing')], 'review'],
    [[unsure('pregnant')], 'review'],
    [[unsure('isotretinoin')], 'review'],
    [[yes('isotretinoin')], 'review'],
    [[yes('isotretinoin', '2026-06-30'), yes('allergy')], 'earliest'],
    [[yes('isotretinoin', '2025-12-01')], 'clear'],
    [[yes('isotretinoin', '2025-12-02')], 'earliest'],
    [[yes('isotretinoin', '2026-06-30'), yes('pregnant'), yes('allergy')], 'block'],
  ])('%j → %s', (answers, outcome) => {
    expect(evaluate(answers).outcome).toBe(outcome)
  })

  it('names what nobody has answered', () => {
    expect(evaluate([no('pregnant')]).missing).toEqual(['allergy', 'isotretinoin', 'waxing'])
    expect(evaluate([yes('nothing we ask')]).outcome).toBe('clear')
  })

  it('counts months as the calendar does', () => {
    const half = [rule('isotretinoin', 'earliest', { untilMonths: 6 })]
    expect(evaluate([yes('isotretinoin', '2026-08-31')], '2027-02-27', half)).toMatchObject({
      outcome: 'earliest',
      earliest: day('2027-02-28'),
    })
    expect(evaluate([yes('isotretinoin', '2026-08-31')], '2027-02-28', half).outcome).toBe('clear')
    expect(evaluate([yes('isotretinoin', '2024-02-29')], '2024-08-28', half).outcome).toBe('earliest')
  })

  it('of several answers to one question takes the gravest', () => {
    expect(evaluate([no('pregnant'), yes('pregnant')]).outcome).toBe('block')
    expect(evaluate([yes('isotretinoin', '2026-03-01'), yes('isotretinoin', '2026-01-01')]).earliest).toEqual(
      day('2027-03-01'),
    )
  })
})

const anyKey = fc.constantFrom('a', 'b', 'c', 'd')
const anyDay = fc.integer({ min: 0, max: 1_500 }).map((days) => day('2024-01-01').add({ days }))
const anyRule = fc.record({
  questionKey: anyKey,
  version: fc.constant(1),
  effect: fc.constantFrom<Rule['effect']>('block', 'review', 'earliest', 'prepare'),
  untilMonths: fc.option(fc.integer({ min: 0, max: 24 })),
  untilDays: fc.option(fc.integer({ min: 1, max: 60 })),
  text: fc.constant('…'),
})
const anyAnswer: fc.Arbitrary<Answer> = fc.record({
  questionKey: anyKey,
  answer: fc.constantFrom<Answer['answer']>('yes', 'no', 'unsure'),
  date: fc.option(anyDay),
})
const anyInput = fc.record({
  rules: fc.array(anyRule, { maxLength: 8 }),
  answers: fc.array(anyAnswer, { maxLength: 8 }),
  startsOn: anyDay,
})

describe('whatever the rules and answers', () => {
  it('another answer never makes it milder', () => {
    fc.assert(
      fc.property(anyInput, anyAnswer, (input, more) => {
        const before = evaluateScreening(input).outcome
        const after = evaluateScreening({ ...input, answers: [...input.answers, more] }).outcome
        expect(graver(before, after)).toBe(after)
      }),
    )
  })

  it('the order of rules and answers does not matter', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const turned = { ...input, rules: input.rules.toReversed(), answers: input.answers.toReversed() }
        const [one, other] = [evaluateScreening(input), evaluateScreening(turned)]
        expect(other.outcome).toBe(one.outcome)
        expect(other.earliest?.toString()).toBe(one.earliest?.toString())
      }),
    )
  })

  it('a later day is never worse, and on the earliest day no date stands against it', () => {
    fc.assert(
      fc.property(anyInput, fc.integer({ min: 0, max: 900 }), (input, days) => {
        const now = evaluateScreening(input)
        const then = evaluateScreening({ ...input, startsOn: input.startsOn.add({ days }) })
        expect(graver(then.outcome, now.outcome)).toBe(now.outcome)
        if (!now.earliest) return
        const onTheDay = evaluateScreening({ ...input, startsOn: now.earliest })
        expect(onTheDay.findings.every(({ effect }) => effect !== 'earliest')).toBe(true)
        const before = evaluateScreening({ ...input, startsOn: now.earliest.subtract({ days: 1 }) })
        expect(before.findings.some(({ effect }) => effect === 'earliest')).toBe(true)
      }),
    )
  })

  it('only noes are clear, and an unsure is never as good as a no unless it is about preparation', () => {
    fc.assert(
      fc.property(anyInput, ({ rules, startsOn }) => {
        const all = (answer: Answer['answer']) => rules.map(({ questionKey }) => ({ questionKey, answer, date: null }))
        expect(evaluateScreening({ rules, answers: all('no'), startsOn })).toMatchObject({
          outcome: 'clear',
          findings: [],
          missing: [],
        })
        const unsure = evaluateScreening({ rules, answers: all('unsure'), startsOn }).outcome
        if (rules.some(({ effect }) => effect !== 'prepare')) expect(unsure).toBe('review')
      }),
    )
  })
})
