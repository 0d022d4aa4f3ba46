import { describe, expect, it } from 'vitest'
import { heardAs } from './wording.ts'
import { DEVELOPING } from './wordings.developing.ts'
import { HELD_OUT } from './wordings.held-out.ts'

/** Of wordings that the ears were not made with, at least this share is understood. */
const SHARE = 0.9

describe('what the receptionist hears', () => {
  it.each(DEVELOPING.map((wording) => [...wording] as const))('%s: "%s" is %s', (...wording) => {
    expect(heardAs(wording)).toBe(wording[2])
  })

  it('holds for wordings it was not made with', () => {
    const understood = HELD_OUT.filter((wording) => heardAs(wording) === wording[2])
    expect(understood.length / HELD_OUT.length).toBeGreaterThanOrEqual(SHARE)
  })
})
