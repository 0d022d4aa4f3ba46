import { describe, expect, it } from 'vitest'
import { webAddress } from './web-address.ts'

describe('the page a visitor was on', () => {
  it('is a link when it is a web address', () => {
    expect(webAddress('https://glow.example/botox?ref=ad#price')).toBe('https://glow.example/botox?ref=ad#price')
    expect(webAddress('http://127.0.0.1:3000/demo/glow')).toBe('http://127.0.0.1:3000/demo/glow')
  })

  it.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,hi',
    'file:///etc/passwd',
    'https://glow.example@evil.example/',
    '/demo/glow',
    'not an address',
    '',
  ])('is only text when it is %j', (pageUrl) => expect(webAddress(pageUrl)).toBeUndefined())
})
