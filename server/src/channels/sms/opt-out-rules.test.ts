import { expect, it } from 'vitest'
import { readOptOut } from './opt-out-rules.ts'

const subscribed = { optOutType: null, optedOutBy: null, twilioAnswers: true }
const out = { ...subscribed, optedOutBy: 'keyword' as const }

it('leaves to Twilio what Twilio answers', () => {
  expect(readOptOut('STOP', subscribed)).toMatchObject({ change: { isOptedOut: true }, notice: null, goesOn: false })
  expect(readOptOut('HELP', subscribed)).toMatchObject({ change: null, notice: null, goesOn: false })
  expect(readOptOut('START', out)).toMatchObject({ change: { isOptedOut: false }, notice: null, goesOn: false })
  expect(readOptOut('adios', { ...subscribed, optOutType: 'STOP' })).toMatchObject({
    change: { isOptedOut: true },
    notice: null,
  })
})

it('answers itself, once, where Twilio does not', () => {
  expect(readOptOut('please stop texting me', subscribed)).toMatchObject({
    change: { isOptedOut: true, source: 'plain_words' },
    notice: 'stopped',
  })
  expect(readOptOut('please stop texting me', out).notice).toBeNull()
  // Twilio had never heard of the stop, and so not of its end either.
  expect(readOptOut('START', { ...out, optedOutBy: 'plain_words' }).notice).toBe('started')
  const alone = { ...subscribed, twilioAnswers: false }
  expect(readOptOut('STOP', alone).notice).toBe('stopped')
  expect(readOptOut('info', alone).notice).toBe('help')
  expect(readOptOut('UNSTOP', { ...alone, optedOutBy: 'keyword' }).notice).toBe('started')
})

it('takes YES for an answer, and from somebody who is out for a new beginning first', () => {
  expect(readOptOut('Yes', subscribed)).toMatchObject({ change: null, goesOn: true })
  expect(readOptOut('YES', out)).toMatchObject({ change: { isOptedOut: false }, goesOn: true, notice: null })
})

it('takes START for a greeting where there is nothing to start, unless Twilio has answered it', () => {
  expect(readOptOut('Start', subscribed)).toMatchObject({ change: null, goesOn: true })
  expect(readOptOut('Start', { ...subscribed, optOutType: 'START' }).goesOn).toBe(false)
})

it('knows whom nobody may answer', () => {
  expect(readOptOut('Can I come on Friday?', out)).toMatchObject({ goesOn: false, isUnanswerable: true })
  expect(readOptOut('Can I come on Friday?', subscribed)).toMatchObject({ goesOn: true, isUnanswerable: false })
})
