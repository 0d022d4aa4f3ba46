import type { Booked, BookingRequest } from '@ava/protocol/portal/calendar.ts'
import { readContacts } from '../../../customers/contact.ts'
import { cleanWords } from '../../../customers/names.ts'
import type { Enqueue } from '../../../queue/enqueue.ts'
import { bookAtDesk, type DeskBooking } from '../../../scheduling/booking/book-at-desk.ts'
import { explainRefusal } from '../../../scheduling/explain-refusal.ts'
import { HttpError } from '../../http-error.ts'
import type { SpaVisit } from '../access.ts'
import { notFound } from '../row-id.ts'
import { staffIdOf } from '../staff-id.ts'
import { today, wallInstant } from './local-day.ts'
import { timeRefused } from './refuse-time.ts'

/** Books for somebody at the desk. Throws 400 with the field that is wrong, 409 with why the time cannot be had. */
export async function bookFromPortal(
  visit: SpaVisit,
  { request, now, enqueue }: { request: BookingRequest; now: Date; enqueue: Enqueue },
): Promise<Booked> {
  const { tenant, session } = visit
  const { serviceId, providerId, locationId } = request
  const location = await tenant.db.location.findFirst({ where: { id: locationId }, select: { timeZone: true } })
  const provider = await tenant.db.provider.count({ where: { id: providerId } })
  if (!location) throw notFound('location')
  if (provider === 0) throw notFound('provider')
  const startsAt = wallInstant(request.start, location.timeZone)
  if (!startsAt) throw timeRefused('no_such_time')
  const staffId = await staffIdOf(visit)
  const booked = await bookAtDesk(tenant, {
    staffId,
    actor: `user:${session.user.id}`,
    customer: customerOf(request),
    serviceId,
    providerId,
    locationId,
    startsAt,
    note: request.note ? cleanWords(request.note, 500) : null,
    policy:
      request.policyId && request.policyAccepted
        ? { id: request.policyId, channel: request.policyAccepted === 'in_person' ? null : request.policyAccepted }
        : null,
    // Nobody can name the key of another's booking.
    idempotencyKey: `desk:${staffId}:${request.key}`,
    now,
    enqueue,
  })
  if (booked.ok) {
    const { id, status } = booked.appointment
    return { id, status, date: today(booked.appointment.startsAt, location.timeZone).toString() }
  }
  switch (booked.reason) {
    case 'no_service':
      throw wrong('serviceId', 'This service is not offered any more. Choose another.')
    case 'no_customer':
      throw wrong('customerId', 'This customer is not on file any more. Search again.')
    case 'needs_policy':
      throw wrong('policyAccepted', 'Read the policy to the customer, and say how they accepted it.')
    case 'policy_changed':
      throw wrong('policyAccepted', 'The policy has changed meanwhile. Read the new one to the customer.')
    case 'needs_consultation':
      throw wrong('serviceId', 'The customer needs a consultation before this treatment. Book that first.')
    case 'slot_taken': {
      const customerId = request.customerId
      const wanted = { serviceIds: [serviceId], startsAt, providerId, locationId, staffId, customerId, now }
      throw timeRefused(await explainRefusal(tenant, wanted))
    }
  }
}

function customerOf(request: BookingRequest): DeskBooking['customer'] {
  if (request.customerId) return { id: request.customerId }
  const { contacts, wrong: unreadable } = readContacts(request)
  if (unreadable.includes('phone')) throw wrong('phone', 'This is no phone number. It looks like (212) 555-0100.')
  if (unreadable.includes('email')) throw wrong('email', 'This is no email address. It looks like name@example.com.')
  const givenName = cleanWords(request.givenName ?? '', 100)
  if (givenName === '') throw wrong('givenName', 'Enter a name.')
  return { person: { givenName, familyName: cleanWords(request.familyName ?? '', 100) || null, contacts } }
}

function wrong(field: string, message: string): HttpError {
  return new HttpError(400, 'invalid_request', message, { fields: { [field]: message } })
}
