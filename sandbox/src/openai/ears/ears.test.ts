import { describe, expect, it } from 'vitest'
import { screened } from '../mind/simulation/screened-spa.ts'
import { SimulatedSpa } from '../mind/simulation/simulated-spa.ts'
import { Talk } from '../mind/simulation/talk.ts'
import { DemoCaller } from './demo-caller.ts'
import { Ears, EarScripts } from './ears.ts'

const spoken = { speechMs: 900, lastWords: '' }

describe('ears with a script', () => {
  it('hear one line a turn, the same line for the same turn, then nothing', () => {
    const ears = new Ears(['one', 'two'])
    expect(ears.hear('a', spoken)).toBe('one')
    expect(ears.hear('a', spoken)).toBe('one')
    expect(ears.hear('b', spoken)).toBe('two')
    expect(ears.hear('c', spoken)).toBe('')
    ears.give(['three'])
    expect(ears.hear('d', spoken)).toBe('three')
  })

  it('use up no line for a cough', () => {
    const ears = new Ears(['one'])
    expect(ears.hear('a', { speechMs: 60, lastWords: '' })).toBe('')
    expect(ears.hear('b', spoken)).toBe('one')
  })

  it('go deaf when given nothing', () => {
    const ears = new Ears(['one'])
    ears.give([])
    expect(ears.source).toBe('script')
    expect(ears.hear('a', spoken)).toBe('')
  })
})

describe('a script that waits for a session', () => {
  it('is taken once and grows until then', () => {
    const scripts = new EarScripts()
    scripts.give(['one'])
    scripts.give(['two'])
    expect(scripts.take()).toEqual(['one', 'two'])
    expect(scripts.take()).toBeNull()
  })

  it('goes on in the next session when a call reconnects, unless a new one is given', () => {
    const scripts = new EarScripts()
    scripts.putBack(['unsaid'])
    expect(scripts.take()).toEqual(['unsaid'])
    scripts.putBack(['unsaid'])
    scripts.give(['new'])
    expect(scripts.take()).toEqual(['new'])
    scripts.give(['given before the old call had ended'])
    scripts.putBack([])
    expect(scripts.take()).toEqual(['given before the old call had ended'])
  })
})

it.each([
  ['', new SimulatedSpa()],
  [', through questions about health and a policy', screened()],
])('the demonstration caller books an appointment with the receptionist%s, and says goodbye', (_, spa) => {
  const caller = new DemoCaller()
  const talk = new Talk(spa)
  let words = 'Hi, this is Ava, the AI receptionist at Glow. How can I help?'
  const said: string[] = []
  while (said.length < 12 && !said.at(-1)?.includes('goodbye')) {
    said.push(caller.reply(words))
    words = talk.say(said.at(-1)!)
  }
  expect(said.at(-1)).toContain('goodbye')
  expect(spa.booked).toHaveLength(1)
})
