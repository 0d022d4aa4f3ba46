import type { ReminderRule } from '../../db/generated/client.ts'

/** Before the visit, or after it. */
export type ReminderPurpose = 'reminder' | 'follow_up' | 'review_request'
export const reminderPurposes = [
  'reminder',
  'follow_up',
  'review_request',
] as const satisfies readonly ReminderPurpose[]

export interface ReminderToSend {
  /** The rule's id, or the name of one of the product's own. */
  key: string
  purpose: ReminderPurpose
  /** Null: a text, or an email to whoever gave no number. */
  channel: 'sms' | 'email' | null
  offsetMin: number
}

/** What a spa without rules sends: a day before and two hours before. Nothing after the visit, unless it says so. */
const productReminders: readonly ReminderToSend[] = [-1_440, -120].map((offsetMin) => ({
  key: `default${offsetMin}`,
  purpose: 'reminder',
  channel: null,
  offsetMin,
}))

/**
 * What is sent around a visit for one service. Rules for that service replace the general ones of the
 * same purpose, and those the product's own: a spa whose rules are all off sends none.
 */
export function rulesFor(rules: readonly ReminderRule[], serviceId: string): ReminderToSend[] {
  return reminderPurposes.flatMap((purpose) => {
    const all = rules.filter((rule) => rule.purpose === purpose)
    const ofService = all.filter((rule) => rule.serviceId === serviceId)
    const general = all.filter((rule) => rule.serviceId === null)
    const chosen = ofService.length > 0 ? ofService : general
    if (chosen.length === 0) return purpose === 'reminder' ? productReminders : []
    return chosen
      .filter(({ isActive }) => isActive)
      .map(({ id, channel, offsetMin }) => ({
        key: id,
        purpose,
        channel: channel === 'email' ? ('email' as const) : ('sms' as const),
        offsetMin,
      }))
  })
}

/**
 * The moment of a rule: whole days as the clock at the location counts them, so that "a day before
 * 2:30 PM" is 2:30 PM also when the clocks change that night; what is less than a day, as time passes.
 */
export function reminderAt(visit: { startsAt: Date; timeZone: string }, offsetMin: number): Date {
  const days = Math.trunc(offsetMin / 1_440)
  const start = Temporal.Instant.fromEpochMilliseconds(visit.startsAt.getTime()).toZonedDateTimeISO(visit.timeZone)
  return new Date(start.add({ days }).add({ minutes: offsetMin - days * 1_440 }).epochMilliseconds)
}

export interface ReminderTime {
  at: Date
  /** All that is sent at that moment: by text and by email, when there is a rule for each. */
  due: ReminderToSend[]
}

/** Every moment around a visit at which something is sent, in order. */
export function reminderTimes(
  visit: { startsAt: Date; timeZone: string; isOver: boolean },
  rules: readonly ReminderToSend[],
): ReminderTime[] {
  const times = new Map<number, ReminderToSend[]>()
  for (const rule of rules) {
    if ((rule.purpose === 'reminder') === visit.isOver) continue
    const at = reminderAt(visit, rule.offsetMin).getTime()
    times.set(at, [...(times.get(at) ?? []), rule])
  }
  return [...times].sort(([a], [b]) => a - b).map(([at, due]) => ({ at: new Date(at), due }))
}
