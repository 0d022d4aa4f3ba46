import { expect, it } from 'vitest'
import { reasonToHandOver } from './hand-over.ts'

const call = (name: string, result: Record<string, unknown>) => ({
  type: 'tool_call' as const,
  callId: name,
  name,
  argumentsJson: '{}',
  output: JSON.stringify(result),
})
const refused = call('book_appointment', { ok: false, reason: 'needs_name', say: 'What is your name?' })
const unknown = call('answer_question', { ok: false, reason: 'not_found', say: 'I do not know.' })
const known = call('answer_question', { ok: true })
const asked = call('transfer_to_person', { ok: true })

it('hands over when the same gate refuses for the third time in the same words', () => {
  expect(reasonToHandOver([refused, refused])).toBeNull()
  expect(reasonToHandOver([refused, call('list_services', { ok: true }), refused, refused])).toMatch(/book appointment/)
})

it('goes on as long as something comes of it', () => {
  const other = call('book_appointment', { ok: false, reason: 'needs_contact', say: 'Your number?' })
  const booked = call('book_appointment', { ok: true })
  expect(reasonToHandOver([refused, other, refused])).toBeNull()
  expect(reasonToHandOver([refused, refused, booked, refused])).toBeNull()
})

it('hands over when two questions in a row could not be answered', () => {
  expect(reasonToHandOver([unknown])).toBeNull()
  expect(reasonToHandOver([unknown, known, unknown])).toBeNull()
  expect(reasonToHandOver([known, unknown, unknown])).toMatch(/could not answer/)
})

it('asks for a person once, and again only when it has got stuck again', () => {
  expect(reasonToHandOver([unknown, unknown, asked])).toBeNull()
  expect(reasonToHandOver([unknown, unknown, asked, unknown])).toBeNull()
  expect(reasonToHandOver([unknown, unknown, asked, unknown, unknown])).not.toBeNull()
})
