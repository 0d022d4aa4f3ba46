import type { Asked, Heard } from '../hearing/hear.ts'
import type { HealthAnswer, HealthQuestion } from '../hearing/health/health-question.ts'
import type { Asking, HealthReply } from '../hearing/health/hear-health.ts'
import type { Mention } from '../hearing/treatments.ts'
import type { When } from '../hearing/when.ts'
import type { KnownAppointment, ListedService, Opening, ToolAnswer } from './results.ts'

export type Goal = 'book' | 'move' | 'cancel' | 'move_or_cancel' | 'look_up' | 'message' | 'update_contact' | 'waitlist'

export interface Contact {
  given: string | null
  family: string | null
  phone: string | null
  email: string | null
}

/** A call that a tool refused until the person agrees. */
export interface Pending {
  name: string
  args: Record<string, unknown>
  say: string | null
  reason: string
  isAgreed: boolean
}

/** Questions about health that a tool wants answered, and how far the person has got with them. */
export interface Health {
  questions: readonly HealthQuestion[]
  say: string | null
  /** How they were put last. */
  asking: Asking
  /** What the newest turn replied, where it is no answer to pass on. */
  reply: HealthReply | null
  /** How often in a row the same has been asked. */
  rounds: number
}

/** What a tool proposed and a yes takes up. */
export interface Suggestion {
  what:
    | { type: 'service'; service: string }
    | { type: 'visit'; services: readonly string[] }
    | { type: 'from'; date: string }
    | { type: 'openings'; openings: readonly Opening[] }
  say: string | null
  /** Said before anything stood in the way: a no goes on without it. */
  isHint: boolean
}

/** What a conversation comes to so far: read from its entries alone, front to back. */
export interface Reading {
  goal: Goal | null
  /** What could not be done because something is down or not allowed; "try again" takes it up. */
  stalled: Goal | null
  /** What they would like to have: as said, to be looked up in the spa's list. */
  mention: Mention | null
  /** What else they would like to have in the same visit. */
  also: readonly Mention[]
  /** The turn in which it was asked about, when it was not wished for. */
  askedAboutAt: number | null
  provider: string | null
  when: When
  /** No day before this one can be had (ISO). */
  notBefore: string | null
  /** Openings from the newest search, and how many of them were left behind by "anything else?". */
  openings: readonly Opening[] | null
  skipped: number
  /** The openings that were named to the person: what "the second one" counts on. */
  offered: readonly Opening[]
  slot: Opening | null
  isHeld: boolean
  contact: Contact
  /** They were asked for a number or email and would rather not say. */
  isContactRefused: boolean
  /** She was told that it is known how to reach them, and not to ask. */
  isReachKnown: boolean
  catalogue: readonly ListedService[] | null
  appointments: readonly KnownAppointment[] | null
  appointment: KnownAppointment | null
  /** Booked in this conversation. */
  booked: KnownAppointment | null
  identity: 'unknown' | 'needed' | 'code_sent' | 'verified'
  code: string | null
  pending: Pending | null
  /** Reasons of tools that the person has agreed to on the way: a policy stays agreed to. */
  accepted: readonly string[]
  health: Health | null
  /** Answers about health that are to be passed on before anything else. */
  toPass: readonly HealthAnswer[]
  /** Everything about health that was asked in this conversation, and what was passed on. */
  screened: readonly { question: HealthQuestion; answer: HealthAnswer['answer'] | null }[]
  suggestion: Suggestion | null
  /** The service of which a consultation was said to come first. */
  hinted: string | null
  /** They say that they have had what must come first: who they are is to be checked. */
  isToProve: boolean
  message: string | null
  /** "no" to a confirmation, without saying what instead. */
  isRefused: boolean
  /** What they would not agree to or answer, so that it ends here. */
  stoppedAt: 'policy' | 'health' | null
  /** What was put aside by "never mind". */
  isAbandoned: boolean
  /** The person's newest turn, while it waits for its answer. */
  heard: Heard | null
  /** The person's newest turn, answered or not. */
  lastHeard: Heard | null
  /** What Ava's last words asked for. */
  asked: Asked | null
  lastAvaWords: string | null
  /** Tool answers that came since Ava's last words. */
  answers: readonly ToolAnswer[]
  /** Calls since the person last spoke: a guard against going in circles. */
  callsSinceHeard: number
  /** The questions of the newest turn have had their answers. */
  isQuestionAnswered: boolean
  /** How often in a row Ava did not understand. */
  misses: number
  turns: number
}

export const NOTHING_READ: Reading = {
  goal: null,
  stalled: null,
  mention: null,
  also: [],
  askedAboutAt: null,
  provider: null,
  when: { day: null, time: null, isFlexible: false },
  notBefore: null,
  openings: null,
  skipped: 0,
  offered: [],
  slot: null,
  isHeld: false,
  contact: { given: null, family: null, phone: null, email: null },
  isContactRefused: false,
  isReachKnown: false,
  catalogue: null,
  appointments: null,
  appointment: null,
  booked: null,
  identity: 'unknown',
  code: null,
  pending: null,
  accepted: [],
  health: null,
  toPass: [],
  screened: [],
  suggestion: null,
  hinted: null,
  isToProve: false,
  message: null,
  isRefused: false,
  stoppedAt: null,
  isAbandoned: false,
  heard: null,
  lastHeard: null,
  asked: null,
  lastAvaWords: null,
  answers: [],
  callsSinceHeard: 0,
  isQuestionAnswered: false,
  misses: 0,
  turns: 0,
}

/** How many services are named when it is not clear which is meant. */
export const MOST_NAMED = 3

/** How many openings are named at once: more cannot be kept in mind by ear. */
export const OFFER_COUNT = 3

export function toOffer(reading: Reading): readonly Opening[] {
  return (reading.openings ?? []).slice(reading.skipped, reading.skipped + OFFER_COUNT)
}

/** Another time is wanted: what was found and chosen so far no longer counts. */
export function searchAgain(reading: Reading): Reading {
  const { openings, offered, slot, isHeld, pending, skipped, health, suggestion } = NOTHING_READ
  return { ...reading, openings, offered, slot, isHeld, pending, skipped, health, suggestion }
}
