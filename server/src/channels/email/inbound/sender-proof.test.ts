import { describe, expect, it } from 'vitest'
import { isSenderProved } from './sender-proof.ts'

const proved = (more: { from?: string; envelopeFrom?: string | null; dkim?: string; spf?: string }) =>
  isSenderProved({ from: 'ana@mail.example', envelopeFrom: 'ana@mail.example', dkim: 'none', spf: 'none', ...more })

describe('the sender of a mail', () => {
  it('is proved by a signature of their domain', () => {
    expect(proved({ dkim: '{@mail.example : pass}' })).toBe(true)
    expect(proved({ dkim: '{@esp.example : fail, @mail.example : pass}' })).toBe(true)
    expect(proved({ from: 'ana@eu.mail.example', dkim: '{@mail.example : pass}' })).toBe(true)
  })

  it('is proved by SPF for an envelope of their domain', () => {
    expect(proved({ spf: 'pass' })).toBe(true)
    expect(proved({ spf: 'pass', envelopeFrom: 'x@bounces.mail.example' })).toBe(true)
  })

  it('is only claimed otherwise', () => {
    expect(proved({})).toBe(false)
    expect(proved({ dkim: '{@evil.example : pass}', spf: 'pass', envelopeFrom: 'x@evil.example' })).toBe(false)
    expect(proved({ dkim: '{@mail.example : fail}', spf: 'softfail' })).toBe(false)
    expect(proved({ dkim: '{@notmail.example : pass}' })).toBe(false)
    expect(proved({ dkim: '{@example : pass}' })).toBe(false)
    expect(proved({ spf: 'pass', envelopeFrom: null })).toBe(false)
  })
})
