import { en } from './en.ts'

/** What every language must say. */
export type Messages = typeof en

const languages = { en } satisfies Record<string, Messages>
export type Locale = keyof typeof languages

export function messagesFor(locale: Locale): Messages {
  return languages[locale]
}

/** The language somebody chose; English when we do not speak it. */
export function parseLocale(value: string | undefined): Locale {
  return value !== undefined && Object.hasOwn(languages, value) ? (value as Locale) : 'en'
}
