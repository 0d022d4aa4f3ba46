import type { TenantTransaction } from '../../../server/src/db/for-tenant.ts'
import { rollUpDailyMetrics } from '../../../server/src/db/roll-up-daily-metrics.ts'
import { minutesOf, type CreatedSpa } from '../create-spa.ts'
import type { Random } from '../random.ts'
import { stage } from './conversations.ts'
import { inquiryTime, weekdayWeight } from './inquiry-times.ts'
import type { Person } from './people.ts'
import { emptyRows, insertRows, type HistoryRows } from './rows.ts'
import { spokenTime, type Scene, type SceneChannel, type SceneContext } from './scene.ts'
import { bookingScene, cancelScene, moveScene } from './scenes-appointments.ts'
import {
  abandonedScene,
  answeredScene,
  emergencyScene,
  messageScene,
  priceScene,
  transferScene,
} from './scenes-inquiries.ts'
import { createVisits, type Appointment } from './visits.ts'

export interface HistoryContext {
  spa: CreatedSpa
  random: Random
  firstDay: Temporal.PlainDate
  now: Date
}

const channels: SceneChannel[] = ['chat', 'voice', 'phone', 'sms', 'email']
const channelShare: Record<SceneChannel, number> = { chat: 36, voice: 23, phone: 17, sms: 16, email: 8 }
/** What the conversations that change no appointment are about. */
const inquiries = { answered: 42, price: 18, abandoned: 22, message: 9, transfer: 8.6, emergency: 0.4 }

/** Writes 90 days of customers, appointments and conversations, three weeks of appointments to come, and the figures of each day. */
export async function createHistory(tx: TenantTransaction, context: HistoryContext): Promise<void> {
  const rows = emptyRows()
  const { appointments, people } = createVisits(context)
  addPeople(context, rows, people.all)
  for (const appointment of appointments) addAppointmentTalk(context, rows, appointment)
  addInquiries(context, rows, people.all)
  for (const appointment of appointments) addAppointment(context, rows, appointment)
  await insertRows(tx, rows)
  await rollUpDailyMetrics(tx, {
    from: rows.conversation.reduce((first, { startedAt }) => earlier(first, startedAt as Date), context.now),
    to: context.now,
  })
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other
}

function addPeople({ random }: HistoryContext, rows: HistoryRows, people: Person[]): void {
  for (const { id, givenName, familyName, phone, email, isVerified, createdAt } of people) {
    rows.customer.push({ id, givenName, familyName, createdAt, updatedAt: createdAt })
    const verification = isVerified ? { status: 'verified' as const, verifiedAt: createdAt } : {}
    const identity = { customerId: id, createdAt, ...verification }
    if (phone) rows.identity.push({ id: random.uuid(createdAt), kind: 'phone', value: phone, ...identity })
    if (email) rows.identity.push({ id: random.uuid(createdAt), kind: 'email', value: email, ...identity })
    if (!phone) continue
    rows.consent.push({
      id: random.uuid(createdAt),
      customerId: id,
      purpose: 'sms_appointment',
      isGranted: true,
      text: 'You may text me about my appointments.',
      source: 'booking',
      at: createdAt,
    })
  }
}

/** The conversations in which an appointment was booked, moved or cancelled. */
function addAppointmentTalk(context: HistoryContext, rows: HistoryRows, appointment: Appointment): void {
  const { random } = context
  const { person, createdAt, moved, cancelledAt } = appointment
  if (appointment.isAvas && createdAt >= startOf(context)) {
    const channel = channelFor(context, person, { from: createdAt, to: appointment.startsAt })
    const scene = bookingScene(sceneContext(context, channel), appointment)
    // It was booked near the end of the talk that led to it.
    const { conversationId, endedAt } = play(context, rows, { scene, channel, at: createdAt, person })
    appointment.conversationId = conversationId
    appointment.createdAt = endedAt
    rows.policyAcceptance.push({
      id: random.uuid(endedAt),
      appointmentId: appointment.id,
      policyId: appointment.service.policyId,
      version: appointment.service.policyVersion,
      text: appointment.service.policyText,
      acceptedAt: endedAt,
      channel,
    })
    addConfirmation(context, rows, appointment)
  }
  if (moved && moved.at >= startOf(context)) {
    const channel = channelFor(context, person, { from: moved.at, to: appointment.startsAt })
    play(context, rows, {
      scene: moveScene(sceneContext(context, channel), appointment),
      channel,
      at: moved.at,
      person,
    })
  }
  if (cancelledAt && cancelledAt >= startOf(context) && random.chance(0.75)) {
    const channel = channelFor(context, person, { from: cancelledAt, to: appointment.startsAt })
    const scene = cancelScene(sceneContext(context, channel), appointment)
    play(context, rows, { scene, channel, at: cancelledAt, person })
  }
}

function addInquiries(context: HistoryContext, rows: HistoryRows, people: Person[]): void {
  const { spa, random, now } = context
  const perDay = spa.definition.volume.inquiriesPerDay * 0.6
  for (let day = context.firstDay; ; day = day.add({ days: 1 })) {
    if (day.toZonedDateTime({ timeZone: spa.definition.timeZone }).epochMilliseconds > now.getTime()) return
    const count = Math.round(perDay * weekdayWeight(day) * (0.75 + random.next() * 0.5))
    for (let index = 0; index < count; index++) {
      const at = inquiryTime(spa, day, random)
      // Time for it to come to an end.
      if (at.getTime() > now.getTime() - 3_600_000) continue
      addInquiry(context, rows, { at, people })
    }
  }
}

function addInquiry(context: HistoryContext, rows: HistoryRows, options: { at: Date; people: Person[] }): void {
  const { random, spa } = context
  const { at, people } = options
  const kinds = Object.keys(inquiries) as (keyof typeof inquiries)[]
  const kind = random.weighted(kinds, (one) => inquiries[one])
  const known = people.filter((person) => person.createdAt < at)
  const needsName = kind === 'message' || kind === 'transfer' || kind === 'emergency'
  const person = known.length > 0 && (needsName || random.chance(0.3)) ? random.pick(known) : null
  const channel = person
    ? channelFor(context, person, { from: at, to: context.now })
    : random.weighted(channels, (one) => (one === 'email' ? 0 : channelShare[one]))
  const scene = sceneContext(context, channel)
  const front = spa.definition.staff.find(({ role }) => role === 'front_desk')?.name.split(' ')[0] ?? 'the team'
  const written: Record<keyof typeof inquiries, () => Scene> = {
    answered: () => answeredScene(scene, spa),
    price: () => priceScene(scene, spa),
    abandoned: () => abandonedScene(scene, spa),
    message: () => messageScene(scene, person ?? known[0]!),
    transfer: () => transferScene(scene, { person: person ?? known[0]!, isOpen: isOpenAt(spa, at), staffName: front }),
    emergency: () => emergencyScene(scene, person ?? known[0]!),
  }
  if (needsName && !person) return
  play(context, rows, { scene: written[kind](), channel, at, person })
}

function play(
  context: HistoryContext,
  rows: HistoryRows,
  options: { scene: Scene; channel: SceneChannel; at: Date; person: Person | null },
) {
  const { random, spa } = context
  const path = random.pick(['/', '/', '/services', '/pricing', '/injectables', '/contact'])
  return stage(context, rows, { ...options, startsAt: options.at, pageUrl: spa.definition.websiteUrl + path })
}

function addAppointment(context: HistoryContext, rows: HistoryRows, appointment: Appointment): void {
  const { random } = context
  const { id, person, service, provider, createdAt, moved, status, cancelledAt } = appointment
  rows.appointment.push({
    id,
    reference: appointment.reference,
    customerId: person.id,
    serviceId: service.id,
    providerId: provider.id,
    locationId: context.spa.locationId,
    conversationId: appointment.conversationId,
    startsAt: appointment.startsAt,
    endsAt: appointment.endsAt,
    status,
    version: 1 + (moved ? 1 : 0) + (cancelledAt ? 1 : 0),
    priceCents: priceOf(random, service.definition),
    depositCents: service.definition.depositCents,
    idempotencyKey: `history-${id}`,
    createdAt,
    updatedAt: cancelledAt ?? moved?.at ?? createdAt,
    cancelledAt,
    cancelReason: cancelledAt ? random.pick(['illness', 'work', 'travel', 'no reason given']) : null,
  })
  // What was cancelled is free again.
  if (status === 'cancelled') return
  for (const occupation of appointment.occupations) {
    rows.occupation.push({ id: random.uuid(createdAt), kind: 'appointment', appointmentId: id, ...occupation })
  }
}

/** Somewhere in the range, in steps of five dollars. */
function priceOf(
  random: Random,
  { priceFromCents, priceToCents }: { priceFromCents: number; priceToCents: number | null },
): number {
  return (
    priceFromCents + Math.round((((priceToCents ?? priceFromCents) - priceFromCents) * random.next() ** 2) / 500) * 500
  )
}

/** The text that confirmed it. It names no treatment. */
function addConfirmation({ random, spa }: HistoryContext, rows: HistoryRows, appointment: Appointment): void {
  const { person, createdAt, reference } = appointment
  const toAddress = person.phone ?? person.email
  if (!toAddress) return
  const { name, timeZone, phone } = spa.definition
  const when = spokenTime(appointment.moved?.from ?? appointment.startsAt, timeZone)
  rows.outboxMessage.push({
    id: random.uuid(createdAt),
    channel: person.phone ? 'sms' : 'email',
    toAddress,
    subject: person.phone ? null : `Your appointment at ${name}`,
    text: `${name}: your appointment is on ${when}. Code ${reference}. To change it, reply here or call ${phone}.`,
    purpose: 'booking_confirmed',
    appointmentId: appointment.id,
    status: 'sent',
    attempts: 1,
    createdAt,
    sentAt: new Date(createdAt.getTime() + random.int(1_000, 6_000)),
  })
}

function sceneContext({ random, spa }: HistoryContext, channel: SceneChannel): SceneContext {
  const { name, timeZone, persona } = spa.definition
  return { random, channel, spaName: name, greeting: persona.greeting, timeZone, isOpenAt: (at) => isOpenAt(spa, at) }
}

/** By a channel this person has, and not by email when an answer is needed before tomorrow. */
function channelFor({ random, now }: HistoryContext, person: Person, window: { from: Date; to: Date }): SceneChannel {
  const latest = Math.min(now.getTime(), window.to.getTime())
  const canWait = latest - window.from.getTime() > 20 * 3_600_000
  const open = channels.filter((channel) => {
    if (channel === 'email') return person.email !== null && canWait
    return channel === 'chat' || channel === 'voice' || person.phone !== null
  })
  return random.weighted(open, (one) => channelShare[one])
}

function startOf({ spa, firstDay }: HistoryContext): Date {
  return new Date(firstDay.toZonedDateTime({ timeZone: spa.definition.timeZone }).epochMilliseconds)
}

function isOpenAt(spa: CreatedSpa, at: Date): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(spa.definition.timeZone)
  const minute = local.hour * 60 + local.minute
  const periods = spa.definition.location.hours[String(local.dayOfWeek)] ?? []
  return periods.some(([opens, closes]) => minutesOf(opens) <= minute && minute < minutesOf(closes))
}
