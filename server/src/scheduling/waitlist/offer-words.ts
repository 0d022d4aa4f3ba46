import { readablePhone } from '../../customers/phone.ts'
import { clockLabel, shortSlotLabel, slotLabel } from '../slot-label.ts'

interface OfferTold {
  spa: { name: string; phone: string | null; websiteUrl: string | null }
  location: { address: string; phone: string | null; timeZone: string }
  givenName: string
  startsAt: Date
}

/** As appointment messages, these do not name the treatment: they are read on locked screens and by other people. */
export function offerMessage(told: OfferTold & { code: string; expiresAt: Date; kind: 'phone' | 'email' }): {
  subject: string
  text: string
} {
  const { spa, location, code, startsAt } = told
  const until = clockLabel(told.expiresAt, location.timeZone)
  const where = spa.websiteUrl ?? 'our website'
  const phone = location.phone ?? spa.phone
  const subject = `A time has come free at ${spa.name}`
  if (told.kind === 'phone') {
    const when = shortSlotLabel(startsAt, location.timeZone)
    const call = phone ? ` or call ${readablePhone(phone)}` : ''
    return {
      subject,
      text: `${spa.name}: a time you are waiting for is free: ${when}, ${location.address}. Kept for you until ${until}. To take it, give Ava the code ${code} on ${where}${call}. STOP to opt out.`,
    }
  }
  const text = [
    `Hello ${told.givenName},`,
    '',
    `A time that you are waiting for has come free at ${spa.name}: ${slotLabel(startsAt, location.timeZone)}.`,
    `Where: ${location.address}`,
    `It is kept for you until ${until}; after that it is offered to the next person.`,
    '',
    `To take it, give Ava the code ${code} on ${where}${phone ? `, or call ${readablePhone(phone)}` : ''}.`,
    'If it does not suit you, there is nothing to do: you stay on the waitlist.',
  ].join('\n')
  return { subject, text }
}

/** The time that was offered went away before it was answered. */
export function withdrawnMessage(told: OfferTold & { kind: 'phone' | 'email' }): { subject: string; text: string } {
  const { spa, location, startsAt } = told
  const subject = `The time we offered you at ${spa.name}`
  const when =
    told.kind === 'phone' ? shortSlotLabel(startsAt, location.timeZone) : slotLabel(startsAt, location.timeZone)
  const said = `${when} is not available any more, sorry. You keep your place on the waitlist.`
  return told.kind === 'phone'
    ? { subject, text: `${spa.name}: ${said} STOP to opt out.` }
    : { subject, text: [`Hello ${told.givenName},`, '', `At ${spa.name}, ${said}`].join('\n') }
}
