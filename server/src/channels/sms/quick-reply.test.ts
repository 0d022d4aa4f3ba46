import { expect, it } from 'vitest'
import { quickReplyWord, wordsOfQuickReply } from './quick-reply.ts'

it.each([
  ['Y', 'confirm'],
  [' y. ', 'confirm'],
  ['Yes!', 'confirm'],
  ['sí', 'confirm'],
  ['R', 'move'],
  ['reschedule', 'move'],
  ['n', 'cancel'],
  ['No', 'cancel'],
])('takes %j for %s', (text, wants) => expect(quickReplyWord(text)).toBe(wants))

it.each(['C', 'c', 'cancel', 'yes but later', 'no idea', 'Y R', 'why', ''])(
  'takes %j for a text like any other',
  (text) => expect(quickReplyWord(text)).toBeNull(),
)

it('says in the thread what a letter stands for', () => {
  const visit = { appointmentId: 'a', reference: 'A7K2', when: 'Tue, Dec 1, 2:30 PM EST' }
  expect(wordsOfQuickReply('R', { wants: 'move', visit })).toBe(
    'R (asks for another time for the appointment on Tue, Dec 1, 2:30 PM EST)',
  )
  expect(wordsOfQuickReply('N', { wants: 'cancel', visit })).toBe(
    'N (asks to cancel the appointment on Tue, Dec 1, 2:30 PM EST)',
  )
})
