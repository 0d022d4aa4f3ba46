import { expect, it } from 'vitest'
import { readScore } from './csat-score.ts'

it.each([
  ['5', 5, null],
  [' 4. ', 4, null],
  ['5/5', 5, null],
  ['5 stars', 5, null],
  ['five', 5, null],
  ['5! You were great', 5, 'You were great'],
  ['3, the wait was long', 3, 'the wait was long'],
  ['2 - nobody called back', 2, 'nobody called back'],
  ['5 great service', 5, 'great service'],
  ['1\nTerrible.', 1, 'Terrible.'],
])('takes %j for a score', (text, score, comment) => {
  expect(readScore(text)).toEqual({ score, comment })
})

it.each([
  '3 pm works',
  '2 people',
  '3:30',
  '5-6 units',
  '6',
  '10',
  '0',
  'Thanks!',
  '4 December please',
  '',
  'I give up',
  '2.5',
])('takes %j for something else', (text) => {
  expect(readScore(text)).toBeNull()
})
