import type { Locale } from './locale.ts'
import type { Messages } from './messages-for.ts'

const loaders = {
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
} satisfies Record<Locale, () => Promise<Messages>>

/** One language's words; a browser loads only that file. */
export function loadMessages(locale: Locale): Promise<Messages> {
  return loaders[locale]()
}
