import { describe, expect, it } from 'vitest'
import { atTheGates, POLICY, QUESTIONS, screened, TO_THE_GATES } from './simulation/screened-spa.ts'
import { CLINICIAN_WORDS, EARLIEST } from './simulation/simulated-gates.ts'
import type { SimulatedSpa } from './simulation/simulated-spa.ts'
import { talk } from './simulation/talk.ts'

const answersOf = ({ gates }: SimulatedSpa) => Object.fromEntries(gates.answers)

describe('questions about health', () => {
  it('are asked in the tool’s own words, and a no answers all of them', () => {
    const spa = screened()
    const [, , , asked] = talk(spa, ...TO_THE_GATES)
    expect(asked).toBe(
      'Before I book: do any of these apply to you: expecting a baby, or breastfeeding; an allergy to nuts; isotretinoin, also called Accutane, this year?',
    )
    const conversation = atTheGates(screened())
    expect(conversation.say('no')).toContain(POLICY)
    expect(answersOf(conversation.spa)).toEqual({
      with_child: { answer: 'no' },
      nut_allergy: { answer: 'no' },
      acne_pills: { answer: 'no' },
    })
  })

  it('lead on to the policy, the yes, and the appointment, each with what was accepted before', () => {
    const spa = screened()
    const conversation = atTheGates(spa)
    expect(conversation.say('none of those')).toBe(`${POLICY} Is that all right with you?`)
    expect(conversation.say('fair enough')).toContain('Shall I book it?')
    expect(spa.booked).toEqual([])
    conversation.say('yes')
    expect(spa.booked).toMatchObject([{ given_name: 'Ana', policy_accepted: true, confirmed: true }])
    const claimed = spa.calls.filter(({ args }) => args.confirmed === true)
    expect(claimed).toHaveLength(1)
  })

  it('pass on what was said and nothing more; the rest is asked again', () => {
    const spa = screened()
    const conversation = atTheGates(spa)
    const more = conversation.say("I'm allergic to nuts")
    expect(answersOf(spa)).toEqual({ nut_allergy: { answer: 'yes' } })
    expect(more).toMatch(/A few more.*breastfeeding.*Accutane/)
    expect(more).not.toContain('nuts')
  })

  it('asks which, of a bare yes', () => {
    const spa = screened()
    const conversation = atTheGates(spa)
    const which = conversation.say('yes, one of them does')
    expect(which).toMatch(/which of them is it/i)
    expect(spa.gates.answers.size).toBe(0)
    conversation.say('the second one')
    expect(answersOf(spa)).toEqual({ nut_allergy: { answer: 'yes' } })
  })

  it('asks for the day, and passes it on in the person’s own words', () => {
    const spa = screened()
    const conversation = atTheGates(spa)
    expect(conversation.say('only Accutane')).toMatch(/about when was that\? a month is enough\.$/i)
    conversation.say('I stopped in June')
    expect(spa.gates.answers.get('acne_pills')).toEqual({ answer: 'yes', date: 'i stopped in june' })
  })

  it('takes the day along when it comes with the answer', () => {
    const spa = screened()
    atTheGates(spa).say("just Accutane, I've stopped in June")
    expect(spa.gates.answers.get('acne_pills')).toMatchObject({
      answer: 'yes',
      date: expect.stringContaining('june') as string,
    })
  })

  it('doubt is neither yes nor no', () => {
    const spa = screened()
    const conversation = atTheGates(spa)
    expect(conversation.say("I'm not sure")).toMatch(/which of them are you not sure about/i)
    conversation.say('the nuts')
    expect(answersOf(spa)).toEqual({ nut_allergy: { answer: 'unsure' } })
  })

  it('nearly a no is asked once more', () => {
    const spa = screened()
    const conversation = atTheGates(spa)
    expect(conversation.say("I don't think so")).toMatch(/sure.*yes or no\?/i)
    expect(spa.gates.answers.size).toBe(0)
    conversation.say('no')
    expect(spa.gates.answers.size).toBe(3)
  })

  it('a question in between is answered, and they are asked again', () => {
    const spa = screened()
    const conversation = atTheGates(spa)
    const answer = conversation.say('what does the peel cost?')
    expect(answer).toContain('$150 to $400')
    expect(answer).toMatch(/do any of these apply to you/)
    expect(spa.gates.answers.size).toBe(0)
    expect(conversation.say('No, none of it')).toContain(POLICY)
  })

  it('an answer with a question behind it counts, and is not judged', () => {
    const spa = screened()
    const answer = atTheGates(spa).say("yes, I'm breastfeeding, is that a problem?")
    expect(answer.match(/can't give medical advice/g)).toHaveLength(1)
    expect(spa.gates.answers.get('with_child')).toEqual({ answer: 'yes' })
  })

  it('says what is meant when that is asked', () => {
    const spa = screened()
    expect(atTheGates(spa).say('what was the last one?')).toBe(QUESTIONS[2]?.text)
  })

  it('says why they are asked', () => {
    expect(atTheGates(screened()).say('why do you ask?')).toMatch(/clinicians know.*do any of these apply/)
  })

  it('are nobody’s who would rather not say: it ends politely, and can be taken up again', () => {
    const spa = screened()
    const conversation = atTheGates(spa)
    expect(conversation.say("I'd rather not say")).toMatch(/can't book this without an answer.*message/)
    expect(spa.gates.answers.size).toBe(0)
    expect(conversation.say('ok, ask me')).toMatch(/do any of these apply/)
  })

  it('may have no answer: a person takes over after three rounds', () => {
    const spa = screened()
    const conversation = atTheGates(spa)
    const answers = ['flim', 'flam', 'flum', 'flom'].map((line) => conversation.say(line))
    expect(answers.join(' ')).toMatch(/person\?/)
    expect(spa.gates.answers.size).toBe(0)
  })

  it('a change of mind about the time keeps what was answered', () => {
    const spa = screened()
    const conversation = atTheGates(spa)
    const again = conversation.say('no, and can we make it Wednesday instead?')
    expect(spa.gates.answers.size).toBe(3)
    expect(again).toContain('Wednesday')
  })

  it('an answer that was wrong is put right, and weighed anew', () => {
    const spa = screened()
    const conversation = atTheGates(spa)
    conversation.say('none')
    conversation.say('yes')
    const answer = conversation.say('oh wait, I am breastfeeding')
    expect(spa.gates.answers.get('with_child')).toEqual({ answer: 'yes' })
    expect(answer).toContain(CLINICIAN_WORDS)
    expect(spa.booked).toEqual([])
  })

  it('"never mind" is no answer', () => {
    const spa = screened()
    expect(atTheGates(spa).say('never mind')).toMatch(/left that/)
    expect(spa.gates.answers.size).toBe(0)
  })
})

describe('what answers come to', () => {
  it('a clinician first: the approved words, then a consultation if they want one', () => {
    const spa = screened()
    const conversation = atTheGates(spa)
    const words = conversation.say("only the first, I'm breastfeeding")
    expect(words).toBe(`${CLINICIAN_WORDS} Would you like to book a consultation in the meantime?`)
    expect(spa.booked).toEqual([])
    conversation.say('yes please')
    conversation.say('wednesday')
    const searched = spa.calls.filter(({ name }) => name === 'find_openings').at(-1)
    expect(searched?.args.service).toBe('Consultation')
    expect(conversation.say('the first one')).not.toMatch(/name|number/i)
  })

  it('a clinician first, and nothing else', () => {
    const spa = screened()
    const conversation = atTheGates(spa)
    conversation.say('just breastfeeding')
    expect(conversation.say('no thanks')).toMatch(/else/)
    expect(spa.booked).toEqual([])
  })

  it('too early: looks from that day on', () => {
    const spa = screened()
    const conversation = atTheGates(spa)
    conversation.say('only Accutane, until last month')
    conversation.say('yes')
    expect(spa.calls.at(-1)).toMatchObject({
      name: 'find_openings',
      args: { from_date: EARLIEST, service: 'Chemical peel' },
    })
  })

  it('too early, and the calendar is not open that far: a message instead', () => {
    const spa = screened()
    const conversation = atTheGates(spa)
    conversation.say('only Accutane, until last month')
    spa.next('find_openings', {
      ok: false,
      reason: 'too_far',
      say: 'I can book up to Monday. Would an earlier day work?',
    })
    expect(conversation.say('yes')).toMatch(/far ahead yet\. Shall I take a message/)
    conversation.say('yes')
    expect(spa.messages).toHaveLength(1)
  })

  it('too early, and that is too late for them', () => {
    const spa = screened()
    const conversation = atTheGates(spa)
    conversation.say('only Accutane, until last month')
    const searches = spa.calls.filter(({ name }) => name === 'find_openings').length
    expect(conversation.say('no thank you')).toMatch(/left that|else/)
    expect(spa.calls.filter(({ name }) => name === 'find_openings')).toHaveLength(searches)
  })

  it('kept for a clinician: says so, and not that it is booked', () => {
    const spa = screened()
    const conversation = atTheGates(spa)
    conversation.say('only the nuts')
    conversation.say('that is fine')
    const words = conversation.say('yes')
    expect(spa.booked).toHaveLength(1)
    expect(words).toBe('I have kept this for you. A clinician looks at your answers first.')
  })

  it('what must be said beside an answer is said, and the booking goes on', () => {
    const spa = screened().next('answer_screening', { ok: true, say: 'A clinician will look at that.', mustSay: true })
    const words = atTheGates(spa).say('only the nuts')
    expect(words).toMatch(/^A clinician will look at that\..*\?$/)
  })
})
