import { expect, it } from 'vitest'
import { htmlOf } from './html-of.ts'
import { normaliseSubject, replySubject } from './subject.ts'

it('says in HTML what the text says, and nothing that somebody slipped in', () => {
  const text = 'Hi <b>Ana</b> & "co",\nsee https://glow.example/map?a=1&b=2.\n\nAva'
  const html = htmlOf({ text, spaName: '<Glow>', accentColor: 'red;}</style>' })
  expect(html).toContain('Hi &lt;b&gt;Ana&lt;/b&gt; &amp; &quot;co&quot;,<br>see ')
  expect(html).toContain('<a href="https://glow.example/map?a=1&amp;b=2">https://glow.example/map?a=1&amp;b=2</a>.')
  expect(html).toContain('&lt;Glow&gt;')
  expect(html).not.toContain('red;')
  expect(html.match(/<p /g)).toHaveLength(3)
})

it('knows the same subject again behind what programs put before it', () => {
  for (const subject of [
    'Your visit',
    'Re: Your visit',
    'RE: Fwd: your  visit',
    'AW: WG: Your visit',
    'Re[2]: [EXTERNAL] Your visit',
    'Sv: Your visit',
  ]) {
    expect(normaliseSubject(subject)).toBe('your visit')
  }
  expect(normaliseSubject('Regarding my visit')).toBe('regarding my visit')
  expect(replySubject('Re: RE: Your visit')).toBe('Re: Your visit')
  expect(replySubject('')).toBe('Re: your message')
})
