import { readablePhone } from '../customers/phone.ts'
import type { MessageChannel } from './purposes.ts'
import type { Values } from './template-text.ts'
import { timeInWords } from './time-in-words.ts'

export interface ToldSpa {
  name: string
  phone: string | null
  websiteUrl: string | null
  /** Messages may name the treatment. */
  namesTreatments: boolean
}

/** What a message tells of, as far as it is known. */
export interface Told {
  spa: ToldSpa
  givenName: string
  location: { timeZone: string; address: string; directions?: string | null; phone: string | null }
  startsAt: Date
  reference?: string
  /** The service's own name; it is used only where the spa wants that. */
  treatment?: string | null
  provider?: string | null
  until?: Date
  code?: string
}

const visitWord: Record<string, { plain: string; of: (treatment: string) => string }> = {
  en: { plain: 'appointment', of: (treatment) => `${treatment} appointment` },
  es: { plain: 'cita', of: (treatment) => `cita de ${treatment}` },
}

/** The values of a template's variables, in one language. */
export function valuesOf(told: Told, about: { channel: MessageChannel; language: string }): Values {
  const { spa, location, startsAt } = told
  const { language, channel } = about
  const { timeZone } = location
  const words = visitWord[language] ?? visitWord['en']!
  const treatment = spa.namesTreatments ? told.treatment : null
  const phone = location.phone ?? spa.phone
  return {
    spa: spa.name,
    given_name: told.givenName,
    phone: phone && readablePhone(phone),
    website: spa.websiteUrl,
    visit: treatment ? words.of(treatment) : words.plain,
    treatment: treatment ?? words.plain,
    provider: told.provider,
    when: timeInWords(startsAt, { timeZone, language, style: channel === 'sms' ? 'short' : 'long' }),
    address: location.address,
    directions: location.directions,
    reference: told.reference,
    until: told.until && timeInWords(told.until, { timeZone, language, style: 'clock' }),
    code: told.code,
  }
}
