import { describe, expect, it } from 'vitest'
import { HELD_OUT } from './wordings/held-out.ts'
import { PEOPLE } from './wordings/people.ts'
import { QUESTIONS } from './wordings/questions.ts'
import { REPLIES } from './wordings/replies.ts'
import { TIMES } from './wordings/times.ts'
import { WANTS } from './wordings/wants.ts'
import { heardAs } from './wordings/wording.ts'

/** Of wordings that the ears were not made with, at least this share is understood. */
const SHARE = 0.9

describe('what the receptionist hears', () => {
  it.each([...WANTS, ...QUESTIONS, ...TIMES, ...PEOPLE, ...REPLIES].map((wording) => [...wording] as const))(
    '%s: "%s" is %s',
    (...wording) => {
      expect(heardAs(wording)).toBe(wording[2])
    },
  )

  it('holds for wordings it was not made with', () => {
    const understood = HELD_OUT.filter((wording) => heardAs(wording) === wording[2])
    expect(understood.length / HELD_OUT.length).toBeGreaterThanOrEqual(SHARE)
  })
})
