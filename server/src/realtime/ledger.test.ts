import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { responseCost, transcriptionCost } from './ledger.ts'
import { realtimePrices } from './prices.ts'

const none = {
  inputTextTokens: 0,
  inputAudioTokens: 0,
  cachedTextTokens: 0,
  cachedAudioTokens: 0,
  outputTextTokens: 0,
  outputAudioTokens: 0,
}
const tokens = fc.nat(200_000)
const usage = fc
  .record({ text: tokens, audio: tokens, cachedText: tokens, cachedAudio: tokens, outText: tokens, outAudio: tokens })
  .map((n) => ({
    inputTextTokens: n.text + n.cachedText,
    inputAudioTokens: n.audio + n.cachedAudio,
    cachedTextTokens: n.cachedText,
    cachedAudioTokens: n.cachedAudio,
    outputTextTokens: n.outText,
    outputAudioTokens: n.outAudio,
  }))

describe('what a call costs', () => {
  it('is the list price: a minute of Ava’s voice is 7.68 cents', () => {
    const minute = { ...none, outputAudioTokens: 1_200 }
    expect(responseCost('gpt-realtime-2.1', minute)).toEqual({ microCents: 7_680_000n, isPriceKnown: true })
    expect(responseCost('gpt-realtime-2.1-mini', minute).microCents).toBe(2_400_000n)
  })

  it('counts cached input at its own price', () => {
    const cached = { ...none, inputAudioTokens: 1_000, cachedAudioTokens: 900 }
    expect(responseCost('gpt-realtime-2.1', cached).microCents).toBe(100n * 3_200n + 900n * 40n)
  })

  it('counts an unknown model at the dearest price that is known, and says so', () => {
    const some = { ...none, inputTextTokens: 10, outputAudioTokens: 10 }
    const cost = responseCost('gpt-of-next-year', some)
    expect(cost.isPriceKnown).toBe(false)
    for (const model of Object.keys(realtimePrices)) {
      expect(cost.microCents).toBeGreaterThanOrEqual(responseCost(model, some).microCents)
    }
  })

  it('is exact: costs of parts add up to the cost of the whole', () => {
    fc.assert(
      fc.property(usage, usage, (a, b) => {
        const whole = Object.fromEntries(
          Object.keys(none).map((key) => [key, a[key as keyof typeof a] + b[key as keyof typeof b]]),
        ) as typeof a
        const parts = responseCost('gpt-realtime-2.1', a).microCents + responseCost('gpt-realtime-2.1', b).microCents
        expect(responseCost('gpt-realtime-2.1', whole).microCents).toBe(parts)
      }),
    )
  })

  it('bills transcription by the second that was begun', () => {
    expect(transcriptionCost('gpt-transcribe', { type: 'seconds', seconds: 60 }).microCents).toBe(600_000n)
    const usage = { type: 'tokens' as const, audioTokens: 21, textTokens: 0, outputTokens: 5 }
    expect(transcriptionCost('gpt-transcribe', usage)).toMatchObject({ seconds: 3, microCents: 30_000n })
  })
})
