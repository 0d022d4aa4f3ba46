/** Every language at once, for the server. Pages get theirs by `load-messages.ts`, so that no browser loads two. */
import { en } from './en.ts'
import { es } from './es.ts'
import type { Locale } from './locale.ts'

/** What every language must say. */
export type Messages = typeof en

const languages = { en, es } satisfies Record<Locale, Messages>

export function messagesFor(locale: Locale): Messages {
  return languages[locale]
}
