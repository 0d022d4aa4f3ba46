import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { heardText, type SpokenText } from './heard.ts'

describe('the words that were heard', () => {
  it('end with the last whole word', () => {
    const text = 'We are open until six on Fridays.'
    const spoken: SpokenText = { text, marks: [{ samples: 0, characters: text.length }], samples: 33_000 }
    expect(heardText(spoken, 0)).toBe('')
    expect(heardText(spoken, 12_500)).toBe('We are open')
    expect(heardText(spoken, 33_000)).toBe(text)
  })

  it('follow the pauses: text is spoken in the audio after it', () => {
    const spoken: SpokenText = {
      text: 'One moment. Here it is.',
      marks: [
        { samples: 0, characters: 12 },
        { samples: 48_000, characters: 23 },
      ],
      samples: 72_000,
    }
    expect(heardText(spoken, 40_000)).toBe('One')
    expect(heardText(spoken, 48_000)).toBe('One moment.')
    expect(heardText(spoken, 61_000)).toBe('One moment. Here')
  })

  it('are not cut inside a word, a time or a character of two halves', () => {
    const spoken: SpokenText = { text: 'At 3:30 😀 ok', marks: [], samples: 1_200 }
    for (let played = 0; played <= 1_200; played += 10) {
      expect(['', 'At', 'At 3:30', 'At 3:30 😀', 'At 3:30 😀 ok']).toContain(heardText(spoken, played))
    }
  })
})

const spoken: fc.Arbitrary<SpokenText> = fc
  .array(fc.record({ word: fc.string({ minLength: 1, maxLength: 8 }), audio: fc.nat(20_000) }), {
    minLength: 1,
    maxLength: 20,
  })
  .chain((parts) => fc.boolean().map((isTextFirst) => ({ parts, isTextFirst })))
  .map(({ parts, isTextFirst }) => {
    let text = ''
    let samples = 0
    const marks: SpokenText['marks'] = []
    for (const { word, audio } of parts) {
      if (!isTextFirst) samples += audio
      text += `${word} `
      marks.push({ samples, characters: text.length })
      if (isTextFirst) samples += audio
    }
    return { text, marks, samples }
  })

describe('however words and audio are interleaved', () => {
  it('what was heard is a beginning of the text that ends at a word, and grows with what was played', () => {
    fc.assert(
      fc.property(spoken, fc.array(fc.nat(420_000), { maxLength: 20 }), (given, places) => {
        let before = 0
        for (const played of places.sort((a, b) => a - b)) {
          const heard = heardText(given, played)
          expect(given.text.startsWith(heard)).toBe(true)
          const next = given.text[heard.length]
          expect(heard === '' || next === undefined || /\s/.test(next)).toBe(true)
          expect(heard.length).toBeGreaterThanOrEqual(Math.min(before, given.text.trimEnd().length))
          before = heard.length
        }
        expect(heardText(given, 0)).toBe('')
        if (given.samples > 0) expect(heardText(given, given.samples)).toBe(given.text)
      }),
      { numRuns: 500 },
    )
  })
})
