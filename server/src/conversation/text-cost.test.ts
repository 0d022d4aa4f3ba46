import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textCost } from './text-cost.ts'

describe('textCost', () => {
  it('charges a million fresh tokens of each kind at the list price', () => {
    const million = { model: 'gpt-5.4-mini', inputTokens: 1_000_000, cachedInputTokens: 0, outputTokens: 0 }
    expect(textCost(million)).toBe(75_000_000n)
    expect(textCost({ ...million, cachedInputTokens: 1_000_000 })).toBe(7_500_000n)
    expect(textCost({ ...million, inputTokens: 0, outputTokens: 1_000_000 })).toBe(450_000_000n)
  })

  it('prices a dated name as its family and an unknown model at the dearest', () => {
    const usage = { inputTokens: 1000, cachedInputTokens: 0, outputTokens: 1000 }
    expect(textCost({ ...usage, model: 'gpt-5.4-mini-2026-03-17' })).toBe(textCost({ ...usage, model: 'gpt-5.4-mini' }))
    expect(textCost({ ...usage, model: 'gpt-9' })).toBe(textCost({ ...usage, model: 'gpt-5.5' }))
  })

  it('never goes down when more tokens are used, nor below nothing', () => {
    const tokens = fc.nat(2_000_000)
    fc.assert(
      fc.property(tokens, tokens, tokens, (inputTokens, cachedInputTokens, outputTokens) => {
        const model = 'gpt-5.4-mini'
        const cost = textCost({ model, inputTokens, cachedInputTokens, outputTokens })
        expect(cost >= 0n).toBe(true)
        expect(textCost({ model, inputTokens: inputTokens + 7, cachedInputTokens, outputTokens }) >= cost).toBe(true)
        expect(textCost({ model, inputTokens, cachedInputTokens, outputTokens: outputTokens + 7 }) > cost).toBe(true)
      }),
    )
  })
})
