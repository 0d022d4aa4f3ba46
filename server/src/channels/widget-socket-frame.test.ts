import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cleanText, readFrame } from './widget-socket-frame.ts'

it('reads any bytes without throwing', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => readFrame(Buffer.from(bytes)).kind !== 'message'))
})

it('reads any JSON without throwing', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(['malformed', 'unknown', 'message', 'too_long']).toContain(readFrame(Buffer.from(json)).kind)
    }),
  )
})

it('leaves text that PostgreSQL takes and that is not changed by cleaning it again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const cleaned = cleanText(text)
      expect(cleaned).toBe(cleanText(cleaned))
      expect(cleaned.isWellFormed()).toBe(true)
      // eslint-disable-next-line no-control-regex -- they are what is looked for
      expect(cleaned).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
    }),
  )
})

it.each(['👩‍👩‍👧‍👦 🏳️‍🌈', 'שלום עולם', 'مرحبا \u200fabc', '你好', 'naïve café', 'line one\nline two\tend'])(
  'keeps %s',
  (text) => {
    expect(cleanText(text)).toBe(text)
  },
)
