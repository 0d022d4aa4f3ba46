import { expect, it } from 'vitest'
import { tagManagerSnippet } from './tag-manager.ts'

it('keeps every attribute, and lets no name end the script', () => {
  const tag = `<script async src="https://ava.example/widget/v1/ava.js" data-site="glow" data-spa="&#60;/script&#62; &#34;Co&#34;"></script>`
  const code = tagManagerSnippet(tag)
  expect(code.match(/<\/script>/g)).toHaveLength(1)
  const list = /\(document,(.*)\)<\/script>$/.exec(code)![1]!
  expect(JSON.parse(list)).toEqual({
    src: 'https://ava.example/widget/v1/ava.js',
    'data-site': 'glow',
    'data-spa': '</script> "Co"',
  })
})
