import { minutesOf } from '../create-spa.ts'
import type { Diary, Visit } from './diary.ts'
import { createDiary, instantOf } from './diary.ts'
import type { HistoryContext } from './history.ts'
import { inquiryTime } from './inquiry-times.ts'
import { createPeople, type Person } from './people.ts'

export interface Appointment extends Visit {
  id: string
  reference: string
  person: Person
  status: 'booked' | 'pending_review' | 'completed' | 'cancelled' | 'no_show'
  createdAt: Date
  cancelledAt: Date | null
  /** When it was moved to its present time, and from where; null for most. */
  moved: { at: Date; from: Date } | null
  /** Made in a conversation with Ava, rather than by staff. */
  isAvas: boolean
  conversationId: string | null
}

const longestTalkMs = 20 * 3_600_000
/** How far the calendar is filled. */
const futureDays = 21
/** Letters and digits that cannot be mistaken for one another. */
const codeLetters = '34679ACDEFGHJKMNPQRTWXY'

/** Everybody's appointments from the first day to three weeks ahead: evenings, lunch hours and Saturdays fill up first. */
export function createVisits(context: HistoryContext): {
  appointments: Appointment[]
  people: ReturnType<typeof createPeople>
} {
  const { spa, random, firstDay, now } = context
  const { timeZone, volume, areaCodes } = spa.definition
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate()
  const people = createPeople({ random, areaCodes })
  const base = Math.round(volume.customers * 0.6)
  for (let index = 0; index < base; index++) {
    people.add(instantOf(spa, firstDay.subtract({ days: random.int(1, 600) }), random.int(8 * 60, 21 * 60)))
  }
  const appointments: Appointment[] = []
  for (
    let day = firstDay;
    Temporal.PlainDate.compare(day, today.add({ days: futureDays })) <= 0;
    day = day.add({ days: 1 })
  ) {
    const diary = createDiary(spa)
    const ahead = today.until(day).days
    // The weeks ahead are not full yet.
    const filled = ahead <= 0 ? 1 : 1 - (0.7 * ahead) / futureDays
    const count = Math.round(volume.visitsPerDay * filled * dayWeight(day) * (0.8 + random.next() * 0.4))
    for (let index = 0; index < count; index++) {
      const visit = findVisit(context, diary, day)
      if (!visit) continue
      const appointment = appointmentFor(context, { visit, day, people })
      if (appointment.status !== 'cancelled') diary.take(visit)
      appointments.push(appointment)
    }
  }
  return { appointments, people }
}

function dayWeight(day: Temporal.PlainDate): number {
  return [0.75, 1.1, 1.2, 1.15, 1, 1.45, 0.8][day.dayOfWeek - 1] ?? 1
}

function findVisit({ spa, random }: HistoryContext, diary: Diary, day: Temporal.PlainDate): Visit | undefined {
  const opening = spa.definition.location.hours[String(day.dayOfWeek)]?.[0]
  if (!opening) return undefined
  const [opens, closes] = [minutesOf(opening[0]), minutesOf(opening[1])]
  const starts = Array.from({ length: (closes - opens) / 15 }, (_, index) => opens + index * 15)
  for (let attempt = 0; attempt < 8; attempt++) {
    const service = random.weighted(spa.services, (one) => one.definition.share)
    const minute = random.weighted(starts, (one) => startWeight(day, one))
    const visit = diary.find({ service, day, minute, random })
    if (visit) return visit
  }
  return undefined
}

function startWeight(day: Temporal.PlainDate, minute: number): number {
  const hour = minute / 60
  const onTheHour = minute % 30 === 0 ? 1.6 : 1
  if (day.dayOfWeek === 6) return onTheHour * (hour >= 10 && hour < 14 ? 3 : 1)
  if (hour >= 17) return onTheHour * 3
  return onTheHour * (hour >= 12 && hour < 14 ? 2 : 1)
}

function appointmentFor(
  context: HistoryContext,
  options: { visit: Visit; day: Temporal.PlainDate; people: ReturnType<typeof createPeople> },
): Appointment {
  const { random, now } = context
  const { visit, day, people } = options
  const createdAt = bookingTime(context, visit, day)
  const person = whoComes(context, { day, createdAt, people })
  person.visits.add(day.toString())
  const isPast = visit.endsAt < now
  const chance = random.next()
  const wanted = statusOf(visit, { isPast, chance, now })
  const between = (from: Date, to: Date) => new Date(from.getTime() + random.next() * (to.getTime() - from.getTime()))
  const lastMoment = new Date(Math.min(now.getTime(), visit.startsAt.getTime() - 3_600_000))
  // A talk by email takes most of a day: until it is over there is nothing to change.
  const firstMoment = new Date(createdAt.getTime() + longestTalkMs)
  const canChange = firstMoment < lastMoment
  const status = wanted === 'cancelled' && !canChange ? (isPast ? 'completed' : 'booked') : wanted
  const isMoved = status !== 'cancelled' && canChange && random.chance(0.08)
  return {
    ...visit,
    id: random.uuid(createdAt),
    reference: Array.from({ length: 6 }, () => codeLetters[random.int(0, codeLetters.length - 1)]).join(''),
    person,
    status,
    createdAt,
    cancelledAt: status === 'cancelled' ? between(firstMoment, lastMoment) : null,
    moved: isMoved ? { at: between(firstMoment, lastMoment), from: otherTime(context, day) } : null,
    isAvas: random.chance(0.72),
    conversationId: null,
  }
}

function statusOf(visit: Visit, options: { isPast: boolean; chance: number; now: Date }): Appointment['status'] {
  const { isPast, chance, now } = options
  if (isPast) return chance < 0.86 ? 'completed' : chance < 0.92 ? 'no_show' : 'cancelled'
  if (chance < 0.94 || visit.startsAt <= now) return 'booked'
  return chance < 0.97 ? 'pending_review' : 'cancelled'
}

/** Where it stood before it was moved: some days later, at an hour at which the spa is open. */
function otherTime({ spa, random }: HistoryContext, day: Temporal.PlainDate): Date {
  let other = day.add({ days: random.int(2, 6) })
  while (!(String(other.dayOfWeek) in spa.definition.location.hours)) other = other.add({ days: 1 })
  return instantOf(spa, other, random.int(10 * 4, 15 * 4) * 15)
}

/** When it was booked: at an hour at which people write, one to twenty days before, never in the future. */
function bookingTime({ spa, random, now }: HistoryContext, visit: Visit, day: Temporal.PlainDate): Date {
  const noticeMs = (visit.service.definition.minNoticeMin ?? 120) * 60_000
  const latest = Math.min(now.getTime() - 3_600_000, visit.startsAt.getTime() - noticeMs)
  for (let attempt = 0; attempt < 6; attempt++) {
    const lead = Math.round(20 * random.next() ** 2)
    const at = inquiryTime(spa, day.subtract({ days: lead }), random)
    if (at.getTime() < latest) return at
  }
  // Too near, or too far ahead: some time in the last week before the latest moment.
  return new Date(latest - Math.round(random.next() * 7 * 86_400_000))
}

/** Seven of ten have been here before. */
function whoComes(
  { random }: HistoryContext,
  options: { day: Temporal.PlainDate; createdAt: Date; people: ReturnType<typeof createPeople> },
): Person {
  const { day, createdAt, people } = options
  if (random.chance(0.7)) {
    for (let attempt = 0; attempt < 10; attempt++) {
      const person = random.pick(people.all)
      const isTooSoon = [...person.visits].some((visit) => Math.abs(day.until(visit).days) < 12)
      if (!isTooSoon && person.createdAt < createdAt) return person
    }
  }
  return people.add(createdAt)
}
