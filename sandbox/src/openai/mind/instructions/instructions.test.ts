import { describe, expect, it } from 'vitest'
import { aboutSpa } from './about-spa.ts'
import { readDirective } from './directive.ts'
import { placeWords, readPlaces } from './places.ts'

describe('what the instructions say', () => {
  it.each([
    ['You are Ava, the AI receptionist of Glow Med Spa, a medical spa.', 'Ava', 'Glow Med Spa'],
    ["You're Mia Rose, an AI receptionist at Lumen Aesthetics.", 'Mia Rose', 'Lumen Aesthetics'],
    ['Answer politely.', 'Ava', null],
  ])('who she is: %s', (instructions, name, spa) => {
    expect(aboutSpa(instructions)).toMatchObject({ name, spa })
  })

  it('the greeting and the time zone, but no zone that does not exist', () => {
    const about = aboutSpa(
      'Your greeting, when a conversation begins: "Welcome to Glow."\nTime zone: America/Los_Angeles.',
    )
    expect(about).toMatchObject({ greeting: 'Welcome to Glow.', timeZone: 'America/Los_Angeles' })
    expect(aboutSpa('Time zone: America/Atlantis').timeZone).toBeNull()
  })

  it('where the spa is, and only that where it is asked', () => {
    const places = readPlaces(
      '# The spa\n- Uptown: 9 High Street, Springfield.\n  Hours: Monday 9 am to 5 pm.\n  Phone: 555-0100.\n- Be kind: always.\n',
    )
    expect(places).toEqual([
      {
        name: 'Uptown',
        address: '9 High Street, Springfield',
        hours: 'Monday 9 am to 5 pm',
        phone: '555-0100',
        directions: null,
      },
    ])
    expect(placeWords('where are you?', places)).toBe('We are at 9 High Street, Springfield.')
    expect(placeWords('what is your number', places)).toContain('555-0100')
    expect(placeWords('what does it cost?', places)).toBeNull()
  })
})

describe('what is wanted of one answer', () => {
  it.each([
    [
      'Say exactly this, word for word, and nothing else: "Please call 911 now."',
      { type: 'verbatim', text: 'Please call 911 now.' },
    ],
    ['Say: “One moment, please.”', { type: 'verbatim', text: 'One moment, please.' }],
    ['Tell them in a few words that you are still checking.', { type: 'filler' }],
    ['They have gone quiet. Ask whether they are still there.', { type: 'still_there' }],
    ['Wrap up and say goodbye.', { type: 'goodbye' }],
    ['Greet the visitor.', { type: 'greet' }],
    ['Keep it short.', { type: 'converse' }],
    ['', { type: 'converse' }],
  ])('%s', (instructions, directive) => {
    expect(readDirective(instructions)).toEqual(directive)
  })
})
