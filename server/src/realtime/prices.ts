/** List prices in micro-cents (millionths of a cent) for one token: $1 a million tokens is 100. */
export interface RealtimePrice {
  inputText: bigint
  inputAudio: bigint
  cachedText: bigint
  cachedAudio: bigint
  outputText: bigint
  outputAudio: bigint
}

/** OpenAI's list of November 2026. Dated model names have the price of their family. */
export const realtimePrices: Record<string, RealtimePrice> = {
  'gpt-realtime-2.1': {
    inputText: 400n,
    inputAudio: 3_200n,
    cachedText: 40n,
    cachedAudio: 40n,
    outputText: 2_400n,
    outputAudio: 6_400n,
  },
  'gpt-realtime-2': {
    inputText: 400n,
    inputAudio: 3_200n,
    cachedText: 40n,
    cachedAudio: 40n,
    outputText: 2_400n,
    outputAudio: 6_400n,
  },
  'gpt-realtime-2.1-mini': {
    inputText: 60n,
    inputAudio: 1_000n,
    cachedText: 6n,
    cachedAudio: 30n,
    outputText: 240n,
    outputAudio: 2_000n,
  },
}

/** Micro-cents for one second of transcribed audio: $0.006 a minute is 10,000. */
export const transcriptionPrices: Record<string, bigint> = {
  'gpt-transcribe': 10_000n,
}

/** Audio tokens of a person's speech in one second. */
export const AUDIO_TOKENS_PER_SECOND = 10
