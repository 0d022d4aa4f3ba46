import type { Channel, Prisma, ScreeningOutcome } from '../../db/generated/client.ts'
import { newId } from '../../db/new-id.ts'
import type { RowsToInsert } from '../../db/write-together.ts'
import type { PlaceFacts } from '../../db/booking-facts.ts'
import type { Contact } from '../../customers/contact.ts'
import { consentPurpose } from '../appointment-messages.ts'
import { changeOfStatus, messageAbout } from '../message-words.ts'
import { readableCode } from '../readable-code.ts'
import { slotLabel } from '../slot-label.ts'

/** The policy that was read out before the yes, as it was worded then, and the yes itself. */
export interface AcceptedPolicy {
  id: string
  text: string
  version?: number
  disclosedAt?: Date | null
  acceptedAt?: Date
  /** Where in the transcript the yes was said. */
  acceptedAtPosition?: number | null
  /** Null: face to face. Left out: that of the conversation. */
  channel?: Channel | null
}

/** What screening made of the answers for one service of the visit; the detail is sealed before it is stored. */
export interface AssessmentToStore {
  serviceId: string
  outcome: ScreeningOutcome
  /** Which questions and rules, and each one's effect. */
  text: string
}

/** What a booking is first: asked for, waiting for a clinician, or booked. */
export type FirstStatus = 'requested' | 'pending_review' | 'booked'

/** Decided by the gravest of its services: a visit is one promise. */
export function firstStatus(
  services: readonly { requiresApproval: boolean }[],
  assessments: readonly { outcome: ScreeningOutcome }[],
): FirstStatus {
  if (assessments.some(({ outcome }) => outcome === 'review')) return 'pending_review'
  return services.some(({ requiresApproval }) => requiresApproval) ? 'requested' : 'booked'
}

export interface BookingToDescribe {
  tenantId: string
  now: Date
  /** "ava", "user:<id>", "customer", "job:<name>" */
  actor: string
  place: PlaceFacts
  parts: readonly { serviceId: string; providerId: string; startsAt: Date; endsAt: Date }[]
  status: FirstStatus
  customer: { id: string; givenName: string; familyName: string | null; language: string | null }
  /** In which the conversation is held, for a customer who has told none. */
  language: string | null
  conversation: { id: string; channel: Channel } | null
  holdId: string | null
  /** Part by part, the group appointment in which it has a seat; null before that is known. */
  sessionIds: readonly (string | null)[]
  note: string | null
  idempotencyKey: string
  /** Of each policy of the visit; one for several services when they share it. */
  acceptedPolicies: readonly AcceptedPolicy[]
  plan: { id: string; position: number } | null
  /** Where the message goes. */
  contacts: readonly Contact[]
  /** Words under which contacts were given, and those for whom they count as a yes. */
  consent: { text: string; contacts: readonly Contact[] } | null
}

export type BookingRows = ReturnType<typeof bookingRows>['rows']

/** The rows of a booking, without those of a new customer and of screening. Ids are made here: they name each other. */
export function bookingRows(booking: BookingToDescribe) {
  const { now, place, status, customer } = booking
  const visitId = booking.parts.length > 1 ? newId() : null
  const appointments = booking.parts.map((part, index) => {
    const service = place.services.get(part.serviceId)!
    return {
      id: newId(),
      reference: readableCode(6),
      customerId: customer.id,
      serviceId: part.serviceId,
      providerId: part.providerId,
      locationId: place.location.id,
      conversationId: booking.conversation?.id ?? null,
      // One hold leads to one row; the others of the visit are found by the visit.
      holdId: index === 0 ? booking.holdId : null,
      startsAt: part.startsAt,
      endsAt: part.endsAt,
      status,
      priceCents: service.priceFromCents,
      currency: service.currency,
      note: booking.note,
      idempotencyKey: index === 0 ? booking.idempotencyKey : `${booking.idempotencyKey}:part ${index + 1}`,
      updatedAt: now,
      visitId,
      visitPosition: index,
      groupSessionId: booking.sessionIds[index] ?? null,
      planId: booking.plan?.id ?? null,
      planPosition: booking.plan?.position ?? null,
    }
  })
  const first = appointments[0]!
  const task = taskOf(booking, first)
  const outbox = booking.contacts.map((contact) => ({
    id: newId(),
    channel: contact.kind === 'phone' ? ('sms' as const) : ('email' as const),
    toAddress: contact.value,
    purpose: changeOfStatus[status],
    // Who has just asked for it is answered at once; what staff book late in the evening waits for the morning.
    kind: booking.conversation ? 'answer' : 'notice',
    appointmentId: first.id,
    appointmentVersion: 1,
    conversationId: booking.conversation?.id ?? null,
    ...bookingMessage(booking, { appointments, status, to: contact }),
  }))
  const rows = {
    appointments,
    policy_acceptances: acceptances(booking, appointments),
    consents: (booking.consent?.contacts ?? []).map((contact) => ({
      id: newId(),
      customerId: customer.id,
      purpose: consentPurpose(contact.kind),
      isGranted: true,
      text: booking.consent!.text,
      source: booking.conversation ? `conversation:${booking.conversation.id}` : booking.actor,
      at: now,
    })),
    audit_entries: appointments.map(({ id }) => ({
      id: newId(),
      actor: booking.actor,
      action: status === 'booked' ? 'appointment.booked' : 'appointment.requested',
      subjectType: 'appointment',
      subjectId: id,
      data: { conversationId: booking.conversation?.id ?? null, customerId: customer.id, status },
    })),
    outbox_messages: outbox,
    tasks: task ? [task] : [],
  } satisfies RowsToInsert
  return { rows, appointmentIds: appointments.map(({ id }) => id), task }
}

/** The words of the message that tells of a booking, as an outbox row keeps them. */
export function bookingMessage(
  { place, customer, language, now }: Pick<BookingToDescribe, 'place' | 'customer' | 'language' | 'now'>,
  about: {
    appointments: readonly {
      id: string
      reference: string
      startsAt: Date
      endsAt: Date
      serviceId: string
      providerId: string
    }[]
    status: FirstStatus
    to: Contact
  },
) {
  const parts = about.appointments.map((one) => ({
    ...one,
    version: 1,
    serviceName: place.services.get(one.serviceId)!.name,
    providerName: place.providers.get(one.providerId)!.displayName,
  }))
  const visit = { parts, location: place.location, customer }
  const purpose = changeOfStatus[about.status]
  const { subject, text, files } = messageAbout(visit, { purpose, spa: place.spa, to: about.to, language, now })
  return { subject, text, files: files as unknown as Prisma.InputJsonArray }
}

/** Evidence, for each appointment of the policy that its service has. */
function acceptances(
  { acceptedPolicies, place, conversation, now }: BookingToDescribe,
  appointments: readonly { id: string; serviceId: string }[],
) {
  return appointments.flatMap(({ id, serviceId }) => {
    const accepted = acceptedPolicies.find((one) => one.id === place.services.get(serviceId)!.policyId)
    if (!accepted) return []
    return {
      id: newId(),
      appointmentId: id,
      policyId: accepted.id,
      version: accepted.version ?? 1,
      text: accepted.text,
      disclosedAt: accepted.disclosedAt ?? null,
      acceptedAt: accepted.acceptedAt ?? now,
      channel: accepted.channel === undefined ? (conversation?.channel ?? 'phone') : accepted.channel,
      acceptedAtPosition: accepted.acceptedAtPosition ?? null,
    }
  })
}

/** What a person at the spa has to do before the booking stands; null when it stands. */
function taskOf(booking: BookingToDescribe, first: { id: string; reference: string; startsAt: Date }) {
  const { status, place, customer } = booking
  if (status === 'booked') return null
  const kind = status === 'requested' ? ('approval' as const) : ('clinician_review' as const)
  const when = slotLabel(first.startsAt, place.location.timeZone)
  const services = booking.parts.map(({ serviceId }) => place.services.get(serviceId)!.name).join(' and ')
  const name = [customer.givenName, customer.familyName].filter(Boolean).join(' ')
  return {
    id: newId(),
    conversationId: booking.conversation?.id ?? null,
    kind,
    title: kind === 'approval' ? `Confirm a request: ${services}` : `Review screening answers: ${services}`,
    data: {
      customer: name,
      when,
      reference: first.reference,
      provider: place.providers.get(booking.parts[0]!.providerId)!.displayName,
    } satisfies Prisma.InputJsonObject,
    appointmentId: first.id,
    subjectKey: `appointment:${first.id}`,
  }
}
