import { z } from 'zod'

const count = z.int().min(0)
const milliseconds = z.number().min(0).max(600_000)

/** How the Responses emulator behaves, and what goes wrong. Counts are used up. */
export const TextFaults = z.strictObject({
  /** From a request to the first piece of its answer. */
  textThinkingMs: milliseconds,
  /** Between two pieces of a streamed answer. */
  textDeltaMs: milliseconds,
  /** Requests refused with 429. */
  textRateLimits: count,
  /** Requests refused with 500. */
  textServerErrors: count,
  /** Requests that are never answered. */
  textHangs: count,
  /** Streams that end with `response.failed`. */
  textFailures: count,
  /** The connection is cut in the middle of this delta of a stream (1 is the first); 0 never. Used up. */
  textDropAtDelta: count,
})

export type TextFaults = z.infer<typeof TextFaults>

export const noTextFaults: TextFaults = {
  textThinkingMs: 80,
  textDeltaMs: 8,
  textRateLimits: 0,
  textServerErrors: 0,
  textHangs: 0,
  textFailures: 0,
  textDropAtDelta: 0,
}
