import type { Random } from '../random.ts'

export type SceneChannel = 'voice' | 'chat' | 'sms' | 'email' | 'phone'
export type SceneOutcome =
  'booked' | 'moved' | 'cancelled' | 'answered' | 'message_taken' | 'transferred' | 'emergency' | 'abandoned'

export type Beat =
  | { kind: 'say'; by: 'customer' | 'ava' | 'staff'; text: string; isInterrupted?: boolean }
  | { kind: 'tool'; name: string; arguments: Record<string, unknown>; result: Record<string, unknown> }
  | { kind: 'event'; type: string; data: Record<string, unknown> }

/** A conversation before it has a time and a place: who said what, in order. */
export interface Scene {
  beats: Beat[]
  outcome: SceneOutcome
  summary: string
  endReason: string
  status: 'ended' | 'locked' | 'with_person'
  /** Something left for a person at the spa. */
  task?: { kind: 'hand_over' | 'message' | 'emergency'; title: string; data: Record<string, unknown> }
}

/** Writes beats down in order; each method returns the pen, so that a scene reads like one. */
export function writeBeats() {
  const beats: Beat[] = []
  const pen = {
    beats,
    customer(text: string) {
      beats.push({ kind: 'say', by: 'customer', text })
      return pen
    },
    ava(text: string, options: { isInterrupted?: boolean } = {}) {
      beats.push({ kind: 'say', by: 'ava', text, ...options })
      return pen
    },
    staff(text: string) {
      beats.push({ kind: 'say', by: 'staff', text })
      return pen
    },
    tool(name: string, given: Record<string, unknown>, result: Record<string, unknown>) {
      beats.push({ kind: 'tool', name, arguments: given, result })
      return pen
    },
    event(type: string, data: Record<string, unknown> = {}) {
      beats.push({ kind: 'event', type, data })
      return pen
    },
  }
  return pen
}

export interface SceneContext {
  random: Random
  channel: SceneChannel
  spaName: string
  greeting: string
  timeZone: string
  /** Whether the spa is open at an instant. */
  isOpenAt: (at: Date) => boolean
}

/** Whether words are spoken rather than written. */
export function isSpoken(channel: SceneChannel): boolean {
  return channel === 'voice' || channel === 'phone'
}

/** A person does not greet in the middle of an email thread, and Ava greets first where she picks up. */
export function opensWithGreeting(channel: SceneChannel): boolean {
  return isSpoken(channel) || channel === 'chat'
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** "Tuesday, December 1 at 2:30 PM" */
export function spokenTime(at: Date, timeZone: string): string {
  const format = formats.get(timeZone) ?? timeFormat(timeZone)
  formats.set(timeZone, format)
  return format.format(at).replaceAll('\u202f', ' ')
}

function timeFormat(timeZone: string): Intl.DateTimeFormat {
  const clock = { hour: 'numeric', minute: '2-digit' } as const
  return new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'long', month: 'long', day: 'numeric', ...clock })
}
