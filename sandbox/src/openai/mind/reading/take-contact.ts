import type { Heard } from '../hearing/hear.ts'
import type { Contact, Reading } from './reading.ts'

export function takeContact(reading: Reading, heard: Heard): Reading {
  const { name, phone, email } = heard
  const contact: Contact = {
    given: name?.given ?? reading.contact.given,
    family: name
      ? (name.family ?? (name.given === reading.contact.given ? reading.contact.family : null))
      : reading.contact.family,
    phone: phone ?? reading.contact.phone,
    email: email ?? reading.contact.email,
  }
  const isRefused =
    reading.asked === 'phone' &&
    !phone &&
    !email &&
    (heard.yesNo === 'no' ||
      /\b(?:rather|prefer) not\b|\bskip\b|\bdon't want to (?:give|share)\b|\bdon't have (?:one|a phone|a number)\b/.test(
        heard.plain,
      ))
  const isCorrected = reading.pending !== null && (name !== null || phone !== null || email !== null)
  return {
    ...reading,
    contact,
    code: heard.code ?? reading.code,
    isContactRefused: isRefused || (reading.isContactRefused && !phone && !email),
    pending: isCorrected ? null : reading.pending,
  }
}
