import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findLinks } from './find-links.ts'

it('finds web addresses, and leaves the sentence’s own punctuation out', () => {
  expect(findLinks('See https://glow.example/care. Then call.')).toEqual([
    { text: 'See ' },
    { text: 'https://glow.example/care', href: 'https://glow.example/care' },
    { text: '. Then call.' },
  ])
})

it.each(['javascript:alert(1)', 'data:text/html,x', 'ftp://x.example', 'https://'])('makes no link of %s', (text) => {
  expect(findLinks(text)).toEqual([{ text }])
})

it('loses no character, and links nothing but http and https', () => {
  const words = fc.oneof(
    fc.string(),
    fc.constantFrom('https://glow.example', 'HTTP://x.example/a?b=c#d', 'https://[::1', 'https://x.example).'),
    fc.constant('javascript:'),
    fc.constant(' https://'),
  )
  fc.assert(
    fc.property(fc.array(words, { maxLength: 6 }), (parts) => {
      const text = parts.join('')
      const found = findLinks(text)
      expect(found.map((part) => part.text).join('')).toBe(text)
      for (const { href } of found) if (href) expect(href).toMatch(/^https?:\/\//)
    }),
  )
})
