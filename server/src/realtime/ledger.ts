import type { ResponseUsage, TranscriptionUsage } from '../adapters/voice/upstream-voice.ts'
import { AUDIO_TOKENS_PER_SECOND, realtimePrices, transcriptionPrices, type RealtimePrice } from './prices.ts'

/** What something cost, exactly. `isPriceKnown` is false when the model is not in the list and the dearest known price was taken: a cap must not be passed unseen. */
export interface Cost {
  microCents: bigint
  isPriceKnown: boolean
}

export function responseCost(model: string, usage: ResponseUsage): Cost {
  const known = realtimePrices[family(model)]
  const price = known ?? dearestRealtime
  const microCents =
    BigInt(usage.inputTextTokens - usage.cachedTextTokens) * price.inputText +
    BigInt(usage.inputAudioTokens - usage.cachedAudioTokens) * price.inputAudio +
    BigInt(usage.cachedTextTokens) * price.cachedText +
    BigInt(usage.cachedAudioTokens) * price.cachedAudio +
    BigInt(usage.outputTextTokens) * price.outputText +
    BigInt(usage.outputAudioTokens) * price.outputAudio
  return { microCents, isPriceKnown: known !== undefined }
}

export function transcriptionCost(model: string, usage: TranscriptionUsage): Cost & { seconds: number } {
  const known = transcriptionPrices[family(model)]
  const seconds = usage.type === 'seconds' ? usage.seconds : Math.ceil(usage.audioTokens / AUDIO_TOKENS_PER_SECOND)
  const price = known ?? dearestTranscription
  return { microCents: BigInt(seconds) * price, seconds, isPriceKnown: known !== undefined }
}

function family(model: string): string {
  return model.replace(/-\d{4}-\d{2}-\d{2}$/, '')
}

const dearestRealtime = Object.values(realtimePrices).reduce((dearest, price) => ({
  inputText: larger(dearest.inputText, price.inputText),
  inputAudio: larger(dearest.inputAudio, price.inputAudio),
  cachedText: larger(dearest.cachedText, price.cachedText),
  cachedAudio: larger(dearest.cachedAudio, price.cachedAudio),
  outputText: larger(dearest.outputText, price.outputText),
  outputAudio: larger(dearest.outputAudio, price.outputAudio),
})) satisfies RealtimePrice

const dearestTranscription = Object.values(transcriptionPrices).reduce(larger)

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
