import { priceText } from '../../catalog/price-text.ts'
import { maskedContact } from '../../customers/contact.ts'
import { slotLabel } from '../../scheduling/slot-label.ts'
import { inWords } from '../list-services.ts'
import type { OfferedPart } from '../offered-visit.ts'
import type { BookingAttempt, Found } from './booking-gates.ts'
import { confirmIntent } from './confirmation.ts'
import type { Gate } from './gate.ts'

/** Everything that will be booked, read back in one question; only the person's own yes to it counts. */
export async function confirmBooking(
  { context, parts, args, offer }: BookingAttempt,
  { person, needsReview, acceptedPolicies }: Found,
): Promise<Gate<{ confirmationId: string; consentText: string }>> {
  const consentText = `I will send the confirmation to ${inWords(person.contacts.map(maskedContact))}.`
  const needsApproval = parts.some(({ service }) => service.requiresApproval)
  const names = inWords(parts.map(({ service }) => service.name))
  const isRequest = needsApproval && !needsReview
  const confirmed = await confirmIntent(context, {
    tool: 'book_appointment',
    intent: {
      services: parts.map(({ service, provider }) => `${service.id}/${provider.id}`).join(),
      location: offer.locationId,
      startsAt: offer.startsAt.toISOString(),
      price: parts.map(({ service }) => priceText(service)).join(),
      policies: acceptedPolicies.map(({ id }) => id).join(),
      needsReview,
      needsApproval,
      // Of one group, a seat for a friend is another booking than one's own.
      person: person.givenName.toLowerCase().split(' ')[0]!,
      // Where it is confirmed to was read out too, and agreed to.
      contacts: person.contacts
        .map(({ value }) => value)
        .sort()
        .join(),
      // Booked, cancelled or moved away, and wanted again is a new intent.
      round: await bookedBefore(context, offer),
    },
    words: [
      `To confirm: ${visitWords(parts)}. The price: ${priceWords(parts)}.`,
      needsReview ? 'One of our clinicians looks at your answers first; until then the time is kept for you.' : '',
      isRequest ? 'The team confirms this appointment in person; until then the time is kept for you.' : '',
      consentText,
      isRequest ? 'Shall I ask them?' : 'Shall I book it?',
    ]
      .filter(Boolean)
      .join(' '),
    card: {
      title: isRequest ? `Ask for ${names}?` : `Book ${names}?`,
      lines: [
        slotLabel(offer.startsAt, offer.location.timeZone),
        ...parts.map(({ service, provider }) =>
          parts.length === 1 ? `With ${provider.displayName}` : `${service.name} with ${provider.displayName}`,
        ),
        ...parts.map(({ service }) => capital(priceText(service))),
      ],
      yes: isRequest ? 'Ask the team' : 'Book it',
      no: 'Not yet',
    },
    refusedSay: "All right, I won't book it. Would you like another time, or is there something else?",
    isConfirmed: args.confirmed === true,
  })
  return confirmed.passed ? { ...confirmed, consentText } : confirmed
}

/** "Botox on Tuesday, December 1 at 2:30 PM with Dr. Lee"; of several services each with its own time. */
function visitWords(parts: readonly OfferedPart[]): string {
  const [first, ...more] = parts
  const { service, provider, startsAt, timeZone } = first!
  const start = `${service.name} on ${slotLabel(startsAt, timeZone)} with ${provider.displayName}`
  return [
    start,
    ...more.map((part) => `then ${part.service.name} at ${clock(part)} with ${part.provider.displayName}`),
  ].join(', ')
}

function clock({ startsAt, timeZone }: OfferedPart): string {
  return slotLabel(startsAt, timeZone).replace(/^.* at /, '')
}

function priceWords(parts: readonly OfferedPart[]): string {
  if (parts.length === 1) return priceText(parts[0]!.service)
  return parts.map(({ service }) => `${service.name} ${priceText(service)}`).join('; ')
}

/** How often this conversation has booked the service and does not have it at that time any more. */
function bookedBefore(context: BookingAttempt['context'], offer: BookingAttempt['offer']): Promise<number> {
  const { serviceId, providerId, startsAt } = offer
  return context.tenant.db.appointment.count({
    where: {
      conversationId: context.conversation.id,
      serviceId,
      OR: [{ providerId: { not: providerId } }, { startsAt: { not: startsAt } }, { status: 'cancelled' }],
    },
  })
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
