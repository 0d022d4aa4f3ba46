import { readFileSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'svelte/compiler'
import { expect, it } from 'vitest'

const source = join(import.meta.dirname, '../..')
const spoken = new Set(['aria-label', 'aria-description', 'placeholder', 'title', 'alt'])
/** Names, keys and addresses are the same in every language. */
const names = /^(Ava|Google|CSV|HTML|JSON|Ctrl K|https:\/\/\S+)$/

/** Words that people would read, standing in the markup itself. */
function literals(svelte: string): string[] {
  const found: string[] = []
  const visit = (node: unknown) => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (typeof node !== 'object' || node === null) return
    const { type, name, data, value } = node as { type?: string; name?: string; data?: string; value?: unknown }
    if (type === 'RegularElement' && (name === 'style' || name === 'script')) return
    if (type === 'Attribute') {
      if (spoken.has(name ?? '')) visit(value)
      return
    }
    if (type === 'Text' && data !== undefined && /\p{L}{2}/u.test(data) && !names.test(data.trim()))
      found.push(data.trim())
    Object.values(node).forEach(visit)
  }
  visit(parse(svelte, { modern: true }).fragment)
  return found
}

it('sees a word in the text and in what is read aloud, and no class', () => {
  expect(literals('<p class="big">Hello {name} <input placeholder="Your name" value="x" /></p>')).toEqual([
    'Hello',
    'Your name',
  ])
})

it.each(globSync('**/*.svelte', { cwd: source }))('%s has its words from the files of words', (path) => {
  expect(literals(readFileSync(join(source, path), 'utf8'))).toEqual([])
})
