import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Caller, type Truth } from './simulation/caller.ts'
import { atTheGates, POLICY, QUESTIONS, screened } from './simulation/screened-spa.ts'
import { SimulatedSpa } from './simulation/simulated-spa.ts'

const RECOGNISE = new Map([
  ['with_child', /breastfeeding/],
  ['nut_allergy', /nuts/],
  ['acne_pills', /Accutane/],
])
const HOW = new Map([
  ['with_child', { words: "I'm breastfeeding" }],
  ['nut_allergy', { words: "I'm allergic to nuts" }],
  ['acne_pills', { words: 'I took Accutane', when: 'I stopped in June' }],
])
const BETWEEN = [
  'how much is it?',
  'when do you open?',
  'hold on a second',
  'sorry, can you repeat that?',
  'why do you ask?',
  'is there parking?',
]

interface Way {
  applies: string[]
  acceptsPolicy: boolean
  /** One number for each choice of words, used up one after the other. */
  choices: number[]
  order: number[]
  interruptions: (string | null)[]
}

const anyWay: fc.Arbitrary<Way> = fc.record({
  applies: fc.subarray([...HOW.keys()]),
  acceptsPolicy: fc.boolean(),
  choices: fc.array(fc.nat(11), { minLength: 12, maxLength: 40 }),
  order: fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 }),
  interruptions: fc.array(fc.option(fc.constantFrom(...BETWEEN), { freq: 3 }), { maxLength: 12 }),
})

/** The whole conversation from the first gate on. */
function meet({ applies, acceptsPolicy, choices, order, interruptions }: Way) {
  const spa = new SimulatedSpa({ questions: order.flatMap((at) => QUESTIONS[at] ?? []), policy: POLICY })
  const truth: Truth = {
    applies: new Map([...HOW].filter(([key]) => applies.includes(key))),
    recognise: RECOGNISE,
    acceptsPolicy,
  }
  const left = [...choices]
  const asides = [...interruptions]
  const caller = new Caller(truth, {
    pick: (ways) => (left.shift() ?? 0) % ways,
    interruption: () => asides.shift() ?? null,
  })
  const conversation = atTheGates(spa)
  let words =
    conversation.items
      .flatMap((item) => (item.type === 'message' && item.role === 'assistant' ? [item.text] : []))
      .at(-1) ?? ''
  for (let turn = 0; turn < 40; turn++) {
    const line = caller.reply(words)
    if (line === null) return { spa, words, said: caller.said }
    words = conversation.say(line)
  }
  throw new Error(`No end: ${caller.said.join(' | ')}\n${words}`)
}

describe('whatever the order, and whatever is asked in between', () => {
  it('what is passed on is what was said, and the booking ends as the answers have it', () => {
    fc.assert(
      fc.property(anyWay, (way) => {
        const { spa, said } = meet(way)
        const context = said.join(' | ')
        const truth = Object.fromEntries(QUESTIONS.map(({ key }) => [key, way.applies.includes(key) ? 'yes' : 'no']))
        const passed = Object.fromEntries([...spa.gates.answers].map(([key, { answer }]) => [key, answer]))
        expect(passed, context).toEqual(truth)
        const mayBook = !way.applies.includes('with_child') && !way.applies.includes('acne_pills') && way.acceptsPolicy
        expect(spa.booked.length, context).toBe(mayBook ? 1 : 0)
        expect(spa.gates.isPolicyAccepted, context).toBe(mayBook)
      }),
      { numRuns: 30 },
    )
  }, 120_000)

  it('lines in any order book nothing that was not answered, accepted and agreed to', () => {
    const line = fc.constantFrom(
      ...[
        'no',
        'yes',
        'none of those',
        'the second one',
        'not sure',
        "I'm breastfeeding",
        'in June',
        "I'd rather not say",
        'never mind',
      ],
      ...[
        'go ahead',
        'actually wednesday',
        'the first one',
        'add a hydrafacial too',
        'no thanks',
        'put me on the waitlist',
        ...BETWEEN,
      ],
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
        const spa = screened()
        const conversation = atTheGates(spa)
        for (const one of lines) expect(conversation.say(one).trim()).not.toBe('')
        if (spa.booked.length === 0) return
        expect([...spa.gates.answers.keys()].sort()).toEqual(QUESTIONS.map(({ key }) => key).sort())
        expect(spa.gates.isPolicyAccepted).toBe(true)
        expect(spa.gates.answers.get('with_child')?.answer).not.toBe('yes')
      }),
      { numRuns: 30 },
    )
  }, 120_000)
})
