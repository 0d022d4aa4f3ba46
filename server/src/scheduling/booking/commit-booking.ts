import type { Contact } from '../../customers/contact.ts'
import type { CustomerWithIdentities, PlaceFacts } from '../../db/booking-facts.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { Appointment, Channel } from '../../db/generated/client.ts'
import { newId } from '../../db/new-id.ts'
import { writeBooking } from '../../db/write-booking.ts'
import type { RowsToInsert } from '../../db/write-together.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import type { FreeVisit } from '../availability/free-visit.ts'
import type { AppointmentDetails } from '../appointment-details.ts'
import { changeOfStatus } from '../message-words.ts'
import { anchorOf, queueNextReminder } from '../reminders/plan-reminders.ts'
import { occupy, SlotTakenError } from '../occupy.ts'
import { partsToTake } from '../visit.ts'
import { closeMetEntries } from '../waitlist/close-met-entries.ts'
import {
  bookingMessage,
  bookingRows,
  firstStatus,
  type AcceptedPolicy,
  type AssessmentToStore,
  type BookingRows,
} from './booking-rows.ts'

/** The person a booking is for, and what is to be written about them. */
export interface BookingCustomer {
  row: CustomerWithIdentities
  isNew: boolean
  /** Not on file yet. */
  addedContacts: readonly Contact[]
  /** The purposes to which they said no. */
  refused: ReadonlySet<string>
}

export interface BookingToCommit {
  tenant: Pick<Tenant, 'id' | 'secrets'>
  enqueue: Enqueue
  now: Date
  actor: string
  place: PlaceFacts
  parts: readonly { serviceId: string; providerId: string; startsAt: Date; endsAt: Date }[]
  customer: BookingCustomer
  conversation: { id: string; channel: Channel; visitorId: string | null } | null
  /** A live hold that becomes the appointments, or a free visit that is taken now. */
  time: { holdId: string; groupSessionId: string | null } | { visit: FreeVisit; before: () => Promise<void> }
  note: string | null
  idempotencyKey: string
  acceptedPolicies: readonly AcceptedPolicy[]
  assessments: readonly AssessmentToStore[]
  plan: { id: string; position: number } | null
  contacts: readonly Contact[]
  /** In which the conversation is held; messages keep to it where the customer has told no other. */
  language?: string | null
  /** The words under which the contacts were given; null: nothing was agreed to. */
  consentText: string | null
  /** What else belongs to the booking, before anybody is told of it. */
  alongside?: BookedAlongside | undefined
}

/** Resolves to true when a clinician must look at what was just written first: then it waits for one. */
export type BookedAlongside = (
  tx: TenantTransaction,
  booked: { customerId: string; appointmentIds: string[] },
) => Promise<boolean>

/**
 * Writes a booking: appointments, what they occupy, customer, evidence, audit entry, messages and
 * every job that follows, in the caller's transaction. Throws SlotTakenError, or the database's
 * exclusion violation, when the time is somebody else's: then nothing may be kept.
 */
export async function commitBooking(tx: TenantTransaction, booking: BookingToCommit): Promise<AppointmentDetails[]> {
  const { tenant, customer, place, time, now, conversation } = booking
  if (booking.assessments.some(({ outcome }) => outcome === 'block' || outcome === 'earliest')) {
    throw new Error('Screening forbids this booking; the gate before it should have said so')
  }
  const services = booking.parts.map(({ serviceId }) => place.services.get(serviceId)!)
  const mayWrite = (contact: Contact) => !customer.refused.has(purposeOf(contact))
  const holdId = 'holdId' in time ? time.holdId : null
  const { rows, appointmentIds, task } = bookingRows({
    ...booking,
    tenantId: tenant.id,
    status: firstStatus(services, booking.assessments),
    customer: customer.row,
    language: booking.language ?? null,
    holdId,
    sessionIds: 'holdId' in time ? services.map(({ capacity }) => (capacity > 1 ? time.groupSessionId : null)) : [],
    contacts: booking.contacts.filter(mayWrite),
    consent: booking.consentText ? { text: booking.consentText, contacts: booking.contacts.filter(mayWrite) } : null,
  })
  const appointments = await writeBooking(tx, {
    holdId,
    now,
    appointmentIds,
    rows: {
      ...customerRows(customer, now),
      ...rows,
      screening_assessments: await sealedAssessments(tx, booking, rows.appointments),
    },
    conversationId: conversation?.id ?? null,
    visitorId: conversation?.visitorId ?? null,
    customerId: customer.row.id,
    changes: [
      { type: 'appointments' as const },
      ...(conversation ? [{ type: 'conversation' as const, conversationId: conversation.id }] : []),
      ...(task ? [{ type: 'task' as const, taskId: task.id }] : []),
    ],
  })
  if (!appointments) throw new SlotTakenError('The hold is over')
  if ('visit' in time) {
    await time.before()
    const cause = { kind: 'appointment', appointmentIds } as const
    const sessions = await occupy(tx, { ...booking, tenantId: tenant.id, visit: partsToTake(time.visit), cause })
    for (const [index, groupSessionId] of sessions.entries()) {
      if (groupSessionId === null) continue
      await tx.appointment.updateMany({ where: { id: appointmentIds[index]! }, data: { groupSessionId } })
      appointments[index]!.groupSessionId = groupSessionId
    }
  }
  // Nobody waits who was not here before.
  if (!customer.isNew) await closeMetEntries(tx, { ...booking, tenantId: tenant.id, appointmentIds })
  const isHeld = (await booking.alongside?.(tx, { customerId: customer.row.id, appointmentIds })) ?? false
  if (isHeld) await waitForClinician(tx, booking, rows)
  if (isHeld) for (const appointment of appointments) appointment.status = 'pending_review'
  await queueJobs(tx, booking, { appointments, outboxIds: rows.outbox_messages.map(({ id }) => id) })
  return appointments.map((appointment) => ({
    ...appointment,
    service: place.services.get(appointment.serviceId)!,
    provider: { displayName: place.providers.get(appointment.providerId)!.displayName },
    location: place.location,
    customer: customer.row,
  }))
}

/** What was written as booked waits after all: the whole visit, and the messages that tell of it. */
async function waitForClinician(
  tx: TenantTransaction,
  { place, customer, language = null, now }: BookingToCommit,
  { appointments, outbox_messages }: BookingRows,
): Promise<void> {
  const ids = appointments.map(({ id }) => id)
  await tx.appointment.updateMany({ where: { id: { in: ids } }, data: { status: 'pending_review' } })
  const booking = { place, customer: customer.row, language, now }
  for (const { id, channel, toAddress } of outbox_messages) {
    const to: Contact = { kind: channel === 'sms' ? 'phone' : 'email', value: toAddress }
    const words = bookingMessage(booking, { appointments, status: 'pending_review', to })
    await tx.outboxMessage.updateMany({ where: { id }, data: { purpose: changeOfStatus.pending_review, ...words } })
  }
}

function purposeOf({ kind }: Contact): string {
  return kind === 'phone' ? 'sms_appointment' : 'email_appointment'
}

function customerRows({ row, isNew, addedContacts }: BookingCustomer, now: Date): RowsToInsert {
  return {
    customers: isNew ? [{ id: row.id, givenName: row.givenName, familyName: row.familyName, updatedAt: now }] : [],
    identities: addedContacts.map(({ kind, value }) => ({ id: newId(), customerId: row.id, kind, value })),
  }
}

async function sealedAssessments(
  tx: TenantTransaction,
  { tenant, assessments, now }: BookingToCommit,
  appointments: readonly { id: string; serviceId: string }[],
) {
  const rows = []
  for (const { id: appointmentId, serviceId } of appointments) {
    const assessment = assessments.find((one) => one.serviceId === serviceId)
    if (!assessment) continue
    const id = newId()
    const cell = { about: 'screening_assessments.sealed', rowId: id, text: assessment.text }
    const sealed = await tenant.secrets.seal(tx, cell)
    rows.push({ id, appointmentId, outcome: assessment.outcome, sealed, evaluatedAt: now })
  }
  return rows
}

async function queueJobs(
  tx: TenantTransaction,
  { tenant, enqueue, place, now }: BookingToCommit,
  { appointments, outboxIds }: { appointments: readonly Appointment[]; outboxIds: readonly string[] },
): Promise<void> {
  const { reminderRules: rules } = place.spa
  const timeZone = place.location.timeZone
  const anchor = anchorOf(appointments)
  // Asked for at one moment, they are written together.
  await Promise.all([
    ...outboxIds.map((outboxMessageId) => enqueue(tx, 'deliver-message', { tenantId: tenant.id, outboxMessageId })),
    ...appointments.map(({ id: appointmentId }) =>
      enqueue(tx, 'mirror-appointment', { tenantId: tenant.id, appointmentId }),
    ),
    anchor && queueNextReminder(tx, { tenantId: tenant.id, enqueue, anchor, rules, timeZone, now }),
  ])
}
