import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { optOutWord } from './opt-out-words.ts'
import { asksToStop } from './plain-stop.ts'

describe('reads as Twilio does', () => {
  it.each([
    'STOP',
    'stop',
    ' Stop \n',
    'StopAll',
    'unsubscribe',
    'CANCEL',
    'cancel',
    'End',
    'quit',
    'revoke',
    'OPTOUT',
  ])('takes %j for the end', (text) => expect(optOutWord(text, null)).toBe('stop'))
  it.each(['START', 'yes', 'Unstop'])('takes %j for a new beginning', (text) =>
    expect(optOutWord(text, null)).toBe('start'),
  )
  it.each(['help', 'INFO'])('takes %j for a question', (text) => expect(optOutWord(text, null)).toBe('help'))
  it.each([
    'C',
    'N',
    'stop.',
    'please stop',
    'cancel my appointment',
    'yes please',
    'end of the week',
    '',
    'constructor',
  ])('takes %j for none of its words', (text) => expect(optOutWord(text, null)).toBeNull())
  it('believes what Twilio took the spa’s own words for', () => {
    expect(optOutWord('no thanks', 'STOP')).toBe('stop')
    expect(optOutWord('stop', 'HELP')).toBe('help')
    expect(optOutWord('hello', 'toString')).toBeNull()
  })
})

it.each([
  'please stop texting me',
  'Stop texting me!!',
  'Can you please stop texting me?',
  'I want you to stop messaging me.',
  'STOP SENDING ME TEXTS',
  'stop sending me these',
  'Stop with the texts already',
  'pls stop',
  'Please stop.',
  'STOP!',
  'stop please',
  'Stop now.',
  'stop all',
  'No thanks. Stop.',
  'remove me from your list',
  'Please remove my number from your system',
  'take me off this list',
  'take me off your mailing list please',
  'Remove me',
  'don’t text me again',
  'Do not contact me anymore',
  'do not message this number',
  'never text me again',
  'I don’t want any more texts',
  'I no longer wish to receive these messages',
  'I do not want to receive your text messages',
  'No more texts please',
  'unsubscribe me',
  'please unsubscribe',
  'I’d like to unsubscribe',
  'opt out',
  'Opt me out',
  'I want to opt out',
  'opt out of these messages',
  'leave me alone',
  'cancel all messages',
  'Quit texting me',
  'I want to stop getting these texts',
  'Hi. Please stop texting me. Thanks',
  'deje de enviarme mensajes',
  'No me escriban más',
  'Por favor, no quiero más mensajes',
])('hears a stop in %j', (text) => expect(asksToStop(text)).toBe(true))

it.each([
  'stop by at 3',
  'Can I stop by tomorrow?',
  'I’ll stop by later to pay',
  'can I stop taking aspirin before Botox?',
  'Should I stop using retinol?',
  'When should I stop taking ibuprofen',
  'I can’t stop smiling',
  'Is there a bus stop nearby?',
  'don’t stop texting me, I love the reminders',
  'The bleeding won’t stop',
  'does the pain stop after a day',
  'non-stop traffic, I’m late',
  'remove me from the waitlist',
  'please take me off the waiting list',
  'can you remove my tattoo',
  'remove a mole from my back',
  'take me off the 3pm slot',
  'cancel my appointment',
  'I need to cancel',
  'N',
  'C',
  'please don’t text me before noon',
  'Don’t text me at work, email me',
  'text me when you’re open',
  'I want to opt out of numbing cream',
  'end of the month works',
  'I did not unsubscribe',
  'please send me more messages',
  'never mind',
  'Do you want me to quit smoking before?',
  'I don’t want Botox any more',
  'basta con una sesión?',
  '',
  '🙂',
])('hears none in %j', (text) => expect(asksToStop(text)).toBe(false))

it('answers for any text, and does not care about case, quotes or spaces', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 1_600 }), (text) => typeof asksToStop(text) === 'boolean'),
  )
  fc.assert(
    fc.property(
      fc.constantFrom('please stop texting me', "don't text me again", 'stop by at 3'),
      fc.boolean(),
      (text, up) => {
        const same = `  ${up ? text.toUpperCase() : text}  `.replace(/ /g, '  ').replace("'", '’')
        expect(asksToStop(same)).toBe(asksToStop(text))
      },
    ),
  )
})

it('is quick on a long text', () => {
  const started = performance.now()
  for (const word of ['stop ', 'please stop the ', 'any more all of these ', 'remove me from your '])
    asksToStop(word.repeat(400))
  expect(performance.now() - started).toBeLessThan(200)
})
