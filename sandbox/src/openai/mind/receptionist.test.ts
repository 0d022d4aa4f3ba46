import { describe, expect, it } from 'vitest'
import { SimulatedSpa } from './simulation/simulated-spa.ts'
import { Talk, ask, message, talk } from './simulation/talk.ts'

describe('what she is told to say', () => {
  it('says words that are given word for word, quotes in them included', () => {
    const sentence = 'Hi, this is "Glow". How can I help?'
    const turn = ask({ responseInstructions: `Say exactly this, word for word, and nothing else: "${sentence}"` })
    expect(turn).toEqual({ text: sentence, toolCalls: [] })
  })

  it('greets with the greeting of her instructions when nothing has been said', () => {
    expect(ask().text).toBe('Hi, this is Ava, the AI receptionist at Glow. How can I help?')
    expect(ask({ instructions: 'You are Mia, the AI receptionist of Lumen.' }).text).toContain(
      'Mia, the AI receptionist of Lumen',
    )
  })

  it('calls no tool when she may not, and none that is not there', () => {
    const items = [message('user', 'How much is Botox? And is there a human?')]
    expect(ask({ items, toolChoice: 'none' }).toolCalls).toEqual([])
    expect(ask({ items, tools: [] })).toMatchObject({ toolCalls: [], text: expect.any(String) as string })
  })

  it('leaves out arguments that a schema does not know, and fills required ones it allows to be null with null', () => {
    const tools = [
      {
        name: 'transfer_to_person',
        parameters: { type: 'object', properties: { urgency: { type: ['string', 'null'] } }, required: ['urgency'] },
      },
    ]
    expect(ask({ items: [message('user', 'a real person please')], tools }).toolCalls).toEqual([
      { name: 'transfer_to_person', arguments: { urgency: null } },
    ])
  })
})

describe('booking', () => {
  it('goes from a wish to an appointment', () => {
    const spa = new SimulatedSpa()
    talk(
      spa,
      'Could I have a chemical peel on Thursday morning?',
      'ten works',
      'Nadia Rahman',
      'nadia at example dot com',
      'yes please',
    )
    expect(spa.booked).toMatchObject([{ given_name: 'Nadia', family_name: 'Rahman', email: 'nadia@example.com' }])
    expect(spa.labelOf(spa.booked[0]?.slot)).toBe('Thursday, December 3 at 10:00 AM')
  })

  it('takes all of it in one breath', () => {
    const spa = new SimulatedSpa()
    talk(spa, 'This is Omar Haddad, 646 555 0101, can I get botox on Friday at 4?', 'the 4 o’clock', 'that’s right')
    expect(spa.booked).toMatchObject([{ given_name: 'Omar', family_name: 'Haddad', phone: '+16465550101' }])
    expect(spa.labelOf(spa.booked[0]?.slot)).toBe('Friday, December 4 at 4:00 PM')
  })

  it('answers a question on the way and comes back to where it was', () => {
    const spa = new SimulatedSpa()
    const [, , price] = talk(spa, 'I want to book microneedling', 'Wednesday', 'how much will it be?')
    expect(price).toContain('$250 to $450')
    expect(price).toMatch(/which of those times/i)
  })

  it.each([
    ['another day', 'no, Wednesday', 'Wednesday, December 2'],
    ['another time', 'can we make it 4 instead', '4:00 PM'],
    ['another of the times', 'actually the first one', '10:00 AM'],
  ])('books %s when it is wanted at the last moment', (_, change, label) => {
    const spa = new SimulatedSpa()
    const conversation = new Talk(spa)
    for (const line of ['filler on tuesday please', '2:30', 'Lea Roth', '212 555 0177']) conversation.say(line)
    const answer = conversation.say(change)
    expect(spa.booked).toEqual([])
    if (/\bwhich\b/i.test(answer)) conversation.say('the first one')
    conversation.say('yes')
    expect(spa.booked).toHaveLength(1)
    expect(spa.labelOf(spa.booked[0]?.slot)).toContain(label)
  })

  it('changes the treatment when another is wanted', () => {
    const spa = new SimulatedSpa()
    const [, changed] = talk(spa, 'Botox next Tuesday please', 'actually filler')
    expect(changed).toContain('Dermal filler')
    expect(spa.calls.filter(({ name }) => name === 'find_openings').map(({ args }) => args.service)).toEqual([
      'Botox',
      'Dermal filler',
    ])
  })

  it('asks which is meant, and says what is not on the list', () => {
    const [several] = talk(new SimulatedSpa(), 'book me for laser')
    expect(several).toMatch(/Laser hair removal or IPL photofacial\?/)
    const [none] = talk(new SimulatedSpa(), 'can you book me in for a haircut')
    expect(none).toMatch(/don't see .*haircut/i)
  })

  it('shows the next times, then asks for another day', () => {
    const spa = new SimulatedSpa()
    const [first, second, third] = talk(
      spa,
      'I need a facial, whenever',
      'do you have anything else?',
      'none of those work',
    )
    expect(second).not.toBe(first)
    expect(third).toMatch(/day|when|time/i)
  })

  it('books nothing without a yes', () => {
    const spa = new SimulatedSpa()
    const answers = talk(
      spa,
      'botox tuesday',
      'first one',
      'Ian',
      '212 555 0177',
      'hmm, what happens if I am late?',
      'no',
    )
    expect(spa.booked).toEqual([])
    expect(answers.at(-1)).toMatch(/nothing is booked/i)
  })

  it('lets go when it is called off, and says that nothing is booked', () => {
    const spa = new SimulatedSpa()
    const answers = talk(spa, 'botox tuesday', 'never mind', 'bye')
    expect(answers[1]).toMatch(/left that/)
    expect(spa.hasEnded).toBe(true)
    expect(spa.booked).toEqual([])
  })
})
