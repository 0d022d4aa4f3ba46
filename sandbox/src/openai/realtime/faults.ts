import { z } from 'zod'
import { GoogleFaults, noGoogleFaults } from '../../google/google-faults.ts'
import { MessagingFaults, noMessagingFaults } from '../../messaging/messaging-faults.ts'
import { EmailFaults, noEmailFaults } from '../../sendgrid/email-faults.ts'
import { noSmsFaults, SmsFaults } from '../../twilio/sms-faults.ts'
import { noTextFaults, TextFaults } from '../responses/text-faults.ts'

const count = z.int().min(0)
const milliseconds = z.number().min(0).max(600_000)

const forcedCall = z.strictObject({
  name: z.string(),
  /** A string is sent as it is, so malformed arguments can be tried. */
  arguments: z.union([z.string(), z.record(z.string(), z.unknown())]),
})

/**
 * How the stand-ins behave, and what goes wrong. Counts are used up: 2 means
 * "the next two". Everything else stays until it is changed or reset.
 */
export const Faults = z.strictObject({
  /** From the start of a response to its first output. */
  thinkingMs: milliseconds,
  /** How many times faster than real time audio is generated; null varies from 3 to 8 by response. */
  speed: z.number().min(0.1).max(1000).nullable(),
  /** From a commit to its transcript. */
  transcriptionMs: milliseconds,
  /** From a client's commit to `committed`; the live service takes about 150 ms. */
  commitAckMs: milliseconds,
  /** From a too short commit to its error; the live service takes 0.8 to 1 s. */
  commitErrorMs: milliseconds,
  /** Varies the sizes of audio deltas. */
  seed: z.int(),

  /** Every upgrade is answered with this HTTP status: the service is down. 0 lets them in. */
  refuseUpgrades: z.union([z.literal(0), z.int().min(400).max(599)]),
  /** Upgrades that are never answered. */
  hangUpgrades: count,
  /** Bytes per second read from the client's socket; null reads as fast as it comes. */
  readBytesPerSecond: z.int().min(1000).nullable(),

  /** Two audio items in every spoken response: a preamble, then the rest. */
  twoAudioItems: z.boolean(),
  /** An item's `output_audio.done` comes after the first delta of the next item. */
  lateAudioDone: z.boolean(),
  transcription: z.enum(['after', 'before', 'never', 'failed', 'stalled']),
  /** Deltas come during speech with every transcription model, not only with gpt-live-transcribe. */
  earlyTranscriptDeltas: z.boolean(),
  /** Responses that are done without ever having been created. */
  omitResponseCreated: count,
  /** Server VAD: the response is created some 200 ms before the turn is committed. */
  responseBeforeCommitted: z.boolean(),
  /** Calls that the next response makes instead of thinking. */
  functionCalls: z.array(forcedCall),
  /** Responses that are cancelled while the arguments of their last call arrive. */
  cancelDuringCalls: count,
  /** Responses that fail with a rate limit. */
  rateLimitedResponses: count,
  /** Responses that are created and then say nothing until they are cancelled. */
  stalledResponses: count,
  /** `response.create` events that are not answered at all. */
  ignoredResponseCreates: count,
  /** The socket is cut in the middle of this audio delta of a response (1 is the first); 0 never. Used up. */
  dropSocketAtDelta: count,

  ...TextFaults.shape,
  ...SmsFaults.shape,
  ...EmailFaults.shape,
  ...GoogleFaults.shape,
  ...MessagingFaults.shape,
})

export type Faults = z.infer<typeof Faults>

/** Some of them, as they are set: what has a usual value may be left out. */
export type FaultChange = Partial<z.input<typeof Faults>>

export const noFaults: Faults = {
  thinkingMs: 250,
  speed: null,
  transcriptionMs: 400,
  commitAckMs: 150,
  commitErrorMs: 900,
  seed: 1,
  refuseUpgrades: 0,
  hangUpgrades: 0,
  readBytesPerSecond: null,
  twoAudioItems: false,
  lateAudioDone: false,
  transcription: 'after',
  earlyTranscriptDeltas: false,
  omitResponseCreated: 0,
  responseBeforeCommitted: false,
  functionCalls: [],
  cancelDuringCalls: 0,
  rateLimitedResponses: 0,
  stalledResponses: 0,
  ignoredResponseCreates: 0,
  dropSocketAtDelta: 0,
  ...noTextFaults,
  ...noSmsFaults,
  ...noEmailFaults,
  ...noGoogleFaults,
  ...noMessagingFaults,
}

type Counted = {
  [Key in keyof Faults]: Faults[Key] extends number ? Key : never
}[keyof Faults]

/** Whether the fault is due; uses up one of its count. */
export function strikes(faults: Faults, name: Counted): boolean {
  if (faults[name] <= 0) return false
  faults[name]--
  return true
}
