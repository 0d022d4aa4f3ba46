import { describe, expect, it } from 'vitest'
import { letter } from './letter.ts'

const signature = 'Ava\nGlow Med Spa'
const write = (text: string, recipientName: string | null = 'Ana') => letter({ text, recipientName, signature })

describe('a letter', () => {
  it('greets and is signed', () => {
    expect(write('Tuesday at 3 is free.')).toBe('Hi Ana,\n\nTuesday at 3 is free.\n\nKind regards,\nAva\nGlow Med Spa')
    expect(write('Tuesday at 3 is free.', null)).toMatch(/^Hi,\n\n/)
  })

  it('greets once, and is signed once', () => {
    const whole = 'Hello Ana,\n\nTuesday at 3 is free.\n\nBest regards,\nAva'
    expect(write(whole)).toBe(whole)
    expect(write(write('Yes.'))).toBe(write('Yes.'))
  })

  it('does not take the first words for a greeting', () => {
    expect(write('Hi-res pictures are fine.')).toMatch(/^Hi Ana,\n\nHi-res/)
    expect(write('Good morning slots are gone')).toMatch(/^Hi Ana,/)
  })
})
