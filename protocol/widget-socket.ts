/**
 * What the widget and the server say to each other over `/live`: one socket for
 * chat and voice. Text frames are JSON of these shapes; binary frames are audio
 * (audio-frame.ts). zod/mini: this file ships to customers' pages.
 *
 * A message of a known type that does not parse closes the socket with
 * `CloseCode.malformed`; an unknown type is ignored, so that either side can be
 * newer than the other.
 */
import * as z from 'zod/mini'
import { MAX_CHAT_CHARACTERS } from './socket-rules.ts'

export {
  CloseCode,
  MAX_CHAT_CHARACTERS,
  MAX_TEXT_FRAME_BYTES,
  SUBPROTOCOL,
  TOKEN_SUBPROTOCOL_PREFIX,
} from './socket-rules.ts'

/** Visible ASCII: it is a key in the database, which stores no NUL. */
const MessageId = z.string().check(z.minLength(1), z.maxLength(64), z.regex(/^[!-~]+$/))
const Samples = z.int().check(z.nonnegative())

// ── client → server ─────────────────────────────────────────────────────────

/** A typed message. `id` is the client's own: sent again after a reconnect it is stored once. */
export const ChatSend = z.object({
  type: z.literal('chat.send'),
  id: MessageId,
  text: z.string().check(z.minLength(1), z.maxLength(MAX_CHAT_CHARACTERS)),
})
/** Start a call in this conversation. The microphone's frames may follow at once: the server buffers them. */
export const CallStart = z.object({ type: z.literal('call.start') })
export const CallEnd = z.object({ type: z.literal('call.end') })
export const CallMute = z.object({ type: z.literal('call.mute'), muted: z.boolean() })
/** The client's detector heard speech begin, at this sample of the microphone's stream. A hint: server VAD is the authority. */
export const SpeechStarted = z.object({ type: z.literal('speech.started'), atSample: Samples })
/** … and end; `atSample` is the last sample of speech. */
export const SpeechEnded = z.object({ type: z.literal('speech.ended'), atSample: Samples })
/** Samples (24 kHz) of an item that really reached the speaker. Every 100 ms while playing, and on flush and end. */
export const PlaybackReport = z.object({
  type: z.literal('playback.report'),
  epoch: z.int().check(z.nonnegative()),
  item: Samples,
  samples: Samples,
  /** The item has been played to its end. */
  done: z.optional(z.boolean()),
  /** On an item's first report of a turn: ms from the end of the visitor's speech to the first sample out. */
  responseMs: z.optional(z.number().check(z.nonnegative())),
})
/** What the host page tells Ava: data, never instructions. */
export const ContextSet = z.object({
  type: z.literal('context.set'),
  pageUrl: z.optional(z.string().check(z.maxLength(2_000))),
  pageTitle: z.optional(z.string().check(z.maxLength(300))),
  values: z.optional(z.record(z.string().check(z.maxLength(64)), z.string().check(z.maxLength(500)))),
})
/** Who the host page says the visitor is: a claim, shown to staff, never proof. */
export const Identify = z.object({
  type: z.literal('identify'),
  name: z.optional(z.string().check(z.maxLength(200))),
  email: z.optional(z.string().check(z.maxLength(254))),
  phone: z.optional(z.string().check(z.maxLength(32))),
})
export const ConversationEnd = z.object({ type: z.literal('conversation.end') })
/** Every 5 s; the answer gives the round-trip time. `sentAt` is the client's clock, echoed. */
export const Ping = z.object({ type: z.literal('ping'), sentAt: z.number() })

export const ClientMessage = z.discriminatedUnion('type', [
  ChatSend,
  CallStart,
  CallEnd,
  CallMute,
  SpeechStarted,
  SpeechEnded,
  PlaybackReport,
  ContextSet,
  Identify,
  ConversationEnd,
  Ping,
])
export type ClientMessage = z.infer<typeof ClientMessage>

// ── server → client ─────────────────────────────────────────────────────────

/** A choice shown under a message; tapping it sends `text` as a chat message. */
export const CardOption = z.object({ label: z.string(), detail: z.optional(z.string()), text: z.string() })
export const Card = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('openings'), title: z.string(), options: z.array(CardOption) }),
  z.object({ kind: z.literal('confirm'), title: z.string(), lines: z.array(z.string()), options: z.array(CardOption) }),
  z.object({ kind: z.literal('appointment'), title: z.string(), lines: z.array(z.string()), reference: z.string() }),
])
export type Card = z.infer<typeof Card>

export const TranscriptMessage = z.object({
  /** Stable id; a later message with the same id replaces the earlier one. */
  id: z.string(),
  /** Order in the conversation; gaps allowed. */
  position: z.number(),
  author: z.enum(['customer', 'ava', 'staff', 'system']),
  /** The staff member's name, when a person writes. */
  authorName: z.optional(z.string()),
  channel: z.enum(['voice', 'chat', 'sms', 'email', 'phone']),
  text: z.string(),
  /** False while words are still coming. */
  isFinal: z.boolean(),
  /** Ava was cut off: `text` is what was really heard. */
  isInterrupted: z.optional(z.boolean()),
  sentAt: z.string(),
  /** The client's own id, on a message that this client sent. */
  clientId: z.optional(z.string()),
})
export type TranscriptMessage = z.infer<typeof TranscriptMessage>

export const ConversationState = z.enum(['open', 'locked', 'with_person', 'ended'])
export type ConversationState = z.infer<typeof ConversationState>

/** First message on every socket: the whole state, so that a reload loses nothing. */
export const Ready = z.object({
  type: z.literal('ready'),
  conversationId: z.string(),
  state: ConversationState,
  personaName: z.string(),
  spaName: z.string(),
  /** The person who has taken over, when state is with_person. */
  withName: z.optional(z.string()),
  messages: z.array(TranscriptMessage),
  /** Greeting shown when there are no messages yet. */
  greeting: z.string(),
  suggestions: z.array(z.string()),
})
/** A message was added or changed; the whole text so far (deltas of speech arrive as growing text). */
export const Message = z.object({ type: z.literal('message'), message: TranscriptMessage })
/**
 * What this client typed is in the database. Its `message` may have come before: that is an echo, and a server that
 * dies in that moment loses it. Until this comes, or the message is in a `ready`, the client sends it again.
 */
export const Stored = z.object({ type: z.literal('stored'), clientId: z.string() })
export const CardShown = z.object({ type: z.literal('card'), afterMessageId: z.optional(z.string()), card: Card })
/** What Ava is doing. `listening` only while in a call. */
export const Activity = z.object({
  type: z.literal('activity'),
  activity: z.enum(['idle', 'listening', 'hearing', 'thinking', 'speaking']),
})
export const StateChanged = z.object({
  type: z.literal('state'),
  state: ConversationState,
  withName: z.optional(z.string()),
})
export const CallStarted = z.object({
  type: z.literal('call.started'),
  callId: z.string(),
  /** The longest this call may last. */
  limitMs: z.number(),
  /** Who hears what was said: 'sandbox' when the ears are the stand-in's, to be shown. */
  ears: z.enum(['live', 'sandbox']),
})
export const CallEnded = z.object({
  type: z.literal('call.ended'),
  reason: z.enum(['visitor', 'ava', 'idle', 'limit', 'upstream_down', 'handed_over', 'locked', 'error']),
  durationMs: z.number(),
})
/** Throw away all audio of epochs before this one, now. */
export const AudioFlush = z.object({ type: z.literal('audio.flush'), epoch: z.number() })
/** Lower (or restore) Ava's voice while the server finds out whether somebody really speaks. */
export const AudioDuck = z.object({ type: z.literal('audio.duck'), isDucked: z.boolean() })
/** Audio frames of `item` speak the message `messageId`. */
export const AudioItem = z.object({ type: z.literal('audio.item'), item: z.number(), messageId: z.string() })
export const Pong = z.object({ type: z.literal('pong'), sentAt: z.number() })
/** Something went wrong, in words for the visitor, with a way on. */
export const Notice = z.object({
  type: z.literal('notice'),
  code: z.enum([
    'upstream_down',
    'reply_failed',
    'too_fast',
    'too_long',
    'over_limit',
    'locked',
    'spa_closed',
    'voice_off',
  ]),
  text: z.string(),
  /** What can be done about it. */
  actions: z.array(z.enum(['retry', 'type_instead', 'leave_message', 'call_spa'])),
  clientId: z.optional(z.string()),
})

export const ServerMessage = z.discriminatedUnion('type', [
  Ready,
  Message,
  Stored,
  CardShown,
  Activity,
  StateChanged,
  CallStarted,
  CallEnded,
  AudioFlush,
  AudioDuck,
  AudioItem,
  Pong,
  Notice,
])
export type ServerMessage = z.infer<typeof ServerMessage>
