import { describe, expect, it } from 'vitest'
import { isSameOrigin } from './same-origin.ts'

const post = (headers: Record<string, string>) =>
  new Request('https://ava.example:3000/sign-in', { method: 'POST', headers })

describe('a form sent to the portal', () => {
  it('is taken from its own page, whatever the scheme in front of the proxy', () => {
    expect(isSameOrigin(post({ origin: 'http://ava.example:3000' }))).toBe(true)
    expect(isSameOrigin(post({ origin: 'https://ava.example:3000', 'sec-fetch-site': 'same-origin' }))).toBe(true)
  })

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'https://ava.example:3001' },
    { origin: 'null' },
    { origin: 'https://ava.example:3000', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    {},
  ])('is refused when it comes from elsewhere: %j', (headers) => {
    expect(isSameOrigin(post(headers as Record<string, string>))).toBe(false)
  })
})
