import { describe, expect, it } from 'vitest'
import { parseLocale, preferredLocale } from './locale.ts'

describe('the language of the portal', () => {
  it.each([
    ['es-MX,es;q=0.9,en;q=0.8', 'es'],
    ['en-US,en;q=0.9,es;q=0.8', 'en'],
    ['fr-FR, fr;q=0.9, es;q=0.5, en;q=0.4', 'es'],
    ['en;q=0.2, ES-us;q=0.7', 'es'],
    ['es;q=0, en', 'en'],
    ['es;q=banana', 'en'],
    ['est', 'en'],
    ['de', 'en'],
    ['', 'en'],
    [null, 'en'],
  ])('a browser that asks for %s gets %s', (header, locale) => expect(preferredLocale(header)).toBe(locale))

  it('knows a choice only when it is a language of ours', () => {
    expect(parseLocale('es')).toBe('es')
    for (const value of [undefined, 'toString', 'ES', null]) expect(parseLocale(value)).toBeUndefined()
  })
})
