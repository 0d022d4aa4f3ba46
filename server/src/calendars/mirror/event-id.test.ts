import fc from 'fast-check'
import { expect, it } from 'vitest'
import { appointmentIdOf, eventIdOf } from './event-id.ts'

it('writes every appointment’s id in letters that Google takes, and reads it back', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      const eventId = eventIdOf(id)
      expect(eventId).toMatch(/^[a-v0-9]{26}$/)
      expect(appointmentIdOf(eventId)).toBe(id)
    }),
  )
})

it('takes no two ids for the same appointment, and no other id for ours', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-v0-9]{26}$/), (eventId) => {
      const id = appointmentIdOf(eventId)
      if (id !== null) expect(eventIdOf(id)).toBe(eventId)
    }),
  )
  expect(appointmentIdOf('')).toBeNull()
  expect(appointmentIdOf('7kukuqrfedlm2f9t7kukuqrfedlm2f9t_20261201T100000Z')).toBeNull()
  expect(appointmentIdOf('W'.repeat(26))).toBeNull()
})
