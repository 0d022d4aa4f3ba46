import { describe, expect, it } from 'vitest'
import { wordDiff } from './word-diff.ts'

const side = (kind: 'removed' | 'added', before: string, after: string) =>
  wordDiff(before, after)
    .filter((piece) => piece.kind === 'same' || piece.kind === kind)
    .map(({ text }) => text)
    .join('')

describe('the difference of two texts', () => {
  it.each([
    ['Tell us 24 hours ahead.', 'Tell us 48 hours ahead, please.'],
    ['', 'New words'],
    ['Old words', ''],
    ['same', 'same'],
    ['a b a b c', 'b a b c a'],
    ['x '.repeat(2_000), 'y '.repeat(2_000)],
  ])('holds both texts whole: %s', (before, after) => {
    expect(side('removed', before, after)).toBe(before)
    expect(side('added', before, after)).toBe(after)
  })

  it('names the words that changed, and no others', () => {
    expect(wordDiff('Tell us 24 hours ahead', 'Tell us 48 hours ahead')).toEqual([
      { kind: 'same', text: 'Tell us ' },
      { kind: 'removed', text: '24 ' },
      { kind: 'added', text: '48 ' },
      { kind: 'same', text: 'hours ahead' },
    ])
  })
})
