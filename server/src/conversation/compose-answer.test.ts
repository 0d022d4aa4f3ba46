import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countSegments } from '../messages/segments.ts'
import { composeAnswer } from './compose-answer.ts'

const frame = { givenName: 'Ana', signature: 'Ava\nAI receptionist\nGlow', introduction: '' }
const sms = (text: string) => composeAnswer('sms', { text, isExact: false }, frame)
const email = (text: string) => composeAnswer('email', { text, isExact: false }, frame)

describe('a text', () => {
  it('fits into two segments, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 900 }), (text) => {
        expect(countSegments(sms(text))).toBeLessThanOrEqual(2)
      }),
    )
  })

  it('ends where a sentence ends, and loses nothing when it fits', () => {
    const sentence = 'We are open from nine to five, and on Saturdays until three in the afternoon. '
    expect(sms(sentence.repeat(2))).toBe(sentence.repeat(2).trim())
    expect(sms(sentence.repeat(9))).toBe(sentence.repeat(3).trim())
  })

  it('does not end after a title', () => {
    expect(sms('We have time for you on Tuesday at nine with Dr. Lee. '.repeat(9))).toMatch(/Dr\. Lee\.$/)
  })

  it('is cut at a word where no sentence ends in time', () => {
    expect(sms('open '.repeat(100))).toMatch(/^(open )+open\.\.\.$/)
  })

  it('that must be said as it stands is not touched', () => {
    const text = `You agree that a visit is charged — in full — if it’s cancelled late. ${'Yes? '.repeat(100)}`
    expect(composeAnswer('sms', { text, isExact: true }, frame)).toBe(text)
  })
})

it('a text of somebody who is new there says who writes, within its length', () => {
  const first = { ...frame, introduction: 'Ava, AI receptionist at Glow: ' }
  expect(composeAnswer('sms', { text: 'We are open.', isExact: false }, first)).toBe(
    'Ava, AI receptionist at Glow: We are open.',
  )
  const long = composeAnswer('sms', { text: 'We are open. '.repeat(50), isExact: false }, first)
  expect(countSegments(long)).toBeLessThanOrEqual(2)
})

describe('an email', () => {
  it.each([
    ['Hi Ana,\n\nWe are open.\n\nBest,\nAva', 'We are open.'],
    ['Dear Ana,\nWe are open.\n\nKind regards,\nAva\nGlow Med Spa', 'We are open.'],
    ['We are open.', 'We are open.'],
    ['Hello and welcome to our spa. We are open.', 'Hello and welcome to our spa. We are open.'],
    ['Hi Ana,', 'Hi Ana,'],
  ])('has one greeting and one signature: %j', (written, said) => {
    expect(email(written)).toBe(`Hi Ana,\n\n${said}\n\n${frame.signature}`)
  })
})
