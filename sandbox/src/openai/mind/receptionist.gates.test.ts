import { describe, expect, it } from 'vitest'
import { atTheGates, POLICY } from './simulation/screened-spa.ts'
import { JOIN_WAITLIST, SimulatedSpa, SPA_TOOLS } from './simulation/simulated-spa.ts'
import { Talk, talk } from './simulation/talk.ts'

const last = <T>(list: readonly T[]): T | undefined => list[list.length - 1]

describe('the policy', () => {
  const withPolicy = () => new SimulatedSpa({ policy: POLICY })

  it('refused: nothing is booked, and a message is offered', () => {
    const spa = withPolicy()
    const conversation = atTheGates(spa)
    expect(conversation.say('No, not with that')).toMatch(/can't book without it.*message/)
    conversation.say('yes please')
    expect(spa.booked).toEqual([])
    expect(spa.messages).toHaveLength(1)
  })

  it('refused, then accepted after all', () => {
    const spa = withPolicy()
    const conversation = atTheGates(spa)
    conversation.say('no')
    expect(conversation.say('oh well, I accept it')).toContain(POLICY)
    conversation.say('ok')
    conversation.say('yes')
    expect(spa.booked).toHaveLength(1)
  })

  it('is not read out again after a question about something else', () => {
    const conversation = atTheGates(withPolicy())
    const answer = conversation.say('when do you open?')
    expect(answer).toMatch(/9 AM/)
    expect(answer).toMatch(/is that all right with you\?$/)
    expect(answer).not.toContain(POLICY)
  })

  it('accepted once holds when the time changes', () => {
    const spa = withPolicy()
    const conversation = atTheGates(spa)
    conversation.say('yes')
    conversation.say('no, wednesday')
    conversation.say('the first one')
    conversation.say('yes')
    expect(spa.booked).toMatchObject([{ policy_accepted: true, confirmed: true }])
  })
})

describe('what must come first', () => {
  const needsExam = {
    ok: false,
    reason: 'needs_consultation',
    say: 'For Botox we need a consultation first. If you have had one, I can send you a code and check. I can book both in one visit. Shall I look for a time for that?',
    consultation: 'Consultation',
    service: 'Botox',
  }
  const botox = ['botox on tuesday', '2:30', 'Ana Silva', '212 555 0177']

  it('both in one visit, on the same day', () => {
    const spa = new SimulatedSpa().next('book_appointment', needsExam)
    const conversation = new Talk(spa)
    const words = botox.map((line) => conversation.say(line))
    expect(last(words)).toBe(needsExam.say)
    conversation.say('yes, both please')
    expect(last(spa.calls)).toMatchObject({
      name: 'find_openings',
      args: { service: 'Consultation', also: ['Botox'], when: expect.stringContaining('december 1') as string },
    })
  })

  it('they have had it: the code shows it, and the booking goes on', () => {
    const spa = new SimulatedSpa().next('book_appointment', needsExam)
    const conversation = new Talk(spa)
    for (const line of botox) conversation.say(line)
    expect(conversation.say('I already had one in October')).toMatch(/code/)
    expect(conversation.say('421900')).toContain('Shall I book it?')
  })

  it('rather not: nothing is booked', () => {
    const spa = new SimulatedSpa().next('book_appointment', needsExam)
    const conversation = new Talk(spa)
    for (const line of botox) conversation.say(line)
    expect(conversation.say('no')).toMatch(/left that/)
    expect(spa.booked).toEqual([])
  })

  it('is said before a time is chosen, once, and does not stand in the way', () => {
    const opening = { slot: 'SL_1', label: 'Tuesday, December 1 at 2:30 PM', provider: 'Dr. Lee' }
    const found = { ok: true, openings: [opening], consultation_first: 'Consultation' }
    const spa = new SimulatedSpa().next('find_openings', found, found)
    const conversation = new Talk(spa)
    expect(conversation.say('botox on tuesday')).toMatch(/consultation first.*both in one visit\?/)
    const offer = conversation.say("no, I've had one")
    expect(offer).toContain(opening.label)
    expect(offer).not.toContain('consultation')
  })
})

describe('several treatments in one visit', () => {
  const searches = ({ calls }: SimulatedSpa) =>
    calls
      .filter(({ name }) => name === 'find_openings')
      .map(({ args }) => [args.service, ...((args.also as string[] | undefined) ?? [])])

  it.each([
    ['I want Botox and a HydraFacial on the same day, tuesday', ['Botox', 'HydraFacial']],
    ['Can I get botox and a facial at the same visit on Friday?', ['Botox', 'HydraFacial']],
    ['book me filler, a peel and botox for wednesday', ['Dermal filler', 'Chemical peel', 'Botox']],
    ['botox or filler on tuesday, whatever is free', ['Botox']],
  ])('%s', (line, services) => {
    const spa = new SimulatedSpa()
    talk(spa, line)
    expect(last(searches(spa))).toEqual(services)
  })

  it('one is added later, and taken out again', () => {
    const spa = new SimulatedSpa()
    const conversation = new Talk(spa)
    conversation.say('botox on tuesday please')
    expect(conversation.say('can you add a hydrafacial too')).toContain('Botox and HydraFacial')
    conversation.say('just the botox after all')
    expect(searches(spa)).toEqual([['Botox'], ['Botox', 'HydraFacial'], ['Botox']])
  })

  it('asks which is meant, of the second too', () => {
    const spa = new SimulatedSpa()
    const conversation = new Talk(spa)
    expect(conversation.say('I want Botox and laser on the same day, tuesday')).toMatch(
      /Laser hair removal or IPL photofacial\?/,
    )
    conversation.say('hair removal')
    expect(last(searches(spa))).toEqual(['Botox', 'Laser hair removal'])
  })

  it('another in its place is no addition', () => {
    const spa = new SimulatedSpa()
    talk(spa, 'Botox and a facial on the same day, tuesday', 'actually a chemical peel')
    expect(last(searches(spa))).toEqual(['Chemical peel'])
  })
})

describe('the waitlist', () => {
  const withList = [...SPA_TOOLS, JOIN_WAITLIST]

  it('takes what, when, who and how to reach them', () => {
    const spa = new SimulatedSpa()
    const conversation = new Talk(spa, { tools: withList })
    for (const line of ['put me on the waitlist for botox', 'any tuesday morning', 'Ana Silva', '212 555 0177'])
      conversation.say(line)
    expect(spa.waiting).toMatchObject([
      {
        service: 'Botox',
        when: expect.stringContaining('tuesday') as string,
        given_name: 'Ana',
        phone: '+12125550177',
      },
    ])
  })

  it.each([
    ['yes please', 1],
    ['no, thank you', 0],
  ])('something is free right now: "%s"', (reply, held) => {
    const free = { slot: 'SL_NOW', label: 'Friday, December 4 at 1:00 PM', provider: 'Dr. Lee' }
    const say =
      'You are on the waitlist. I also see Friday, December 4 at 1:00 PM free now: would you rather have that?'
    const spa = new SimulatedSpa().next('join_waitlist', { ok: true, say, openings: [free] })
    const conversation = new Talk(spa, { tools: withList })
    const lines = ['put me on the waitlist for botox', 'mornings', 'Ana Silva', '212 555 0177']
    expect(lines.map((line) => conversation.say(line)).at(-1)).toBe(say)
    conversation.say(reply)
    expect(spa.calls.filter(({ name, args }) => name === 'hold_slot' && args.slot === 'SL_NOW')).toHaveLength(held)
  })

  it('is offered when nothing is free', () => {
    const none = { ok: false, reason: 'none_free', say: 'I see nothing free then. I can also take a message.' }
    const spa = new SimulatedSpa().next('find_openings', none)
    const conversation = new Talk(spa, { tools: withList })
    expect(conversation.say('botox on tuesday')).toMatch(/waitlist\?/)
    for (const line of ['yes', 'mornings', 'Ana Silva', '212 555 0177']) conversation.say(line)
    expect(spa.waiting).toHaveLength(1)
  })

  it('is a message where there is none', () => {
    const spa = new SimulatedSpa()
    talk(spa, 'let me know if something opens up for a hydrafacial on friday', 'Ana Silva', '212 555 0177')
    expect(spa.messages).toMatchObject([
      { message: expect.stringMatching(/waitlist for HydraFacial/) as string, given_name: 'Ana' },
    ])
  })
})
