import { describe, expect, it } from 'vitest'
import { localPath } from './local-path.ts'

describe('where somebody is sent after sign-in', () => {
  it.each(['/', '/conversations', '/conversations/abc?status=open#end', '/conversations?search=Jos%C3%A9'])(
    'goes back to %s',
    (path) => expect(localPath(path)).toBe(path),
  )

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/..//evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    'conversations',
    '/sign-in?next=/sign-in',
    '/sign-out',
    '/auth/sign-out',
    '/api/portal/me',
    '/conversations\r\nset-cookie: a=b',
    '',
    null,
    undefined,
    ['/conversations'],
  ])('never follows %j', (wanted) => expect(localPath(wanted)).toBe('/'))
})
