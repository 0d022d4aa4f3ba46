import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flagged, harmless } from './find-red-flag.phrases.ts'
import { findRedFlag } from './find-red-flag.ts'

describe('red flags', () => {
  for (const [flag, sentences] of Object.entries(flagged)) {
    it.each(sentences)(`${flag}: %s`, (sentence) => {
      expect(findRedFlag(sentence)?.flag).toBeDefined()
    })
  }

  it('name what they are', () => {
    expect(findRedFlag('my vision is blurry')?.flag).toBe('vision_change')
    expect(findRedFlag('I want to kill myself')?.flag).toBe('self_harm')
  })

  it('are found wherever they stand, whatever the case, and however the rest goes on', () => {
    for (const [flag, sentences] of Object.entries(flagged)) {
      for (const sentence of sentences) {
        for (const wrapped of [
          sentence.toUpperCase(),
          `Hi Ava, quick thing. ${sentence}`,
          `${sentence}. Also what time do you close?`,
          sentence.replaceAll("'", '’'),
        ]) {
          expect(findRedFlag(wrapped), `${flag}: ${wrapped}`).not.toBeNull()
        }
      }
    }
  })

  it('come with the approved words and nothing else', () => {
    expect(findRedFlag("I can't breathe")?.say).toBe('This can be an emergency. Please call 911 now.')
    expect(findRedFlag('I want to die')?.say).toMatch(/^This can be an emergency\. Please call 911 now\. .*988/)
  })
})

describe('harmless', () => {
  it.each(harmless)('%s', (sentence) => {
    expect(findRedFlag(sentence)).toBeNull()
  })
})

it('any text is judged, and fast', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
      findRedFlag(text)
    }),
    { numRuns: 200 },
  )
  const started = performance.now()
  findRedFlag('my vision is '.repeat(80_000))
  findRedFlag('a'.repeat(1_000_000))
  findRedFlag('cant '.repeat(200_000))
  expect(performance.now() - started).toBeLessThan(500)
})
