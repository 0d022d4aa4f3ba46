/** The languages of the portal, each with a file of words (`en.ts`, `es.ts`). */
export const locales = ['en', 'es'] as const
export type Locale = (typeof locales)[number]

export const localeCookie = 'ava_locale'

/** The language somebody chose; undefined when it is none of ours. */
export function parseLocale(value: unknown): Locale | undefined {
  return locales.find((locale) => locale === value)
}

/** Of ours the one that a browser's `Accept-Language` likes best; English when it names none. */
export function preferredLocale(acceptLanguage: string | null): Locale {
  const wishes = (acceptLanguage ?? '').split(',').flatMap((wish) => {
    const [tag = '', ...parameters] = wish
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/)
    const locale = parseLocale(tag.split('-')[0])
    const weight = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1)
    return locale !== undefined && weight > 0 ? [{ locale, weight }] : []
  })
  // Sorting is stable: of equal wishes the first named stays first.
  return wishes.sort((a, b) => b.weight - a.weight)[0]?.locale ?? 'en'
}
