import type { Request } from 'express'
import type { MailLocale } from './account-mail.ts'

/** The language somebody reads the portal in: what they chose there, or else their browser's. */
export function localeOf(request: Request): MailLocale {
  const chosen = /(?:^|;\s*)ava_locale=(en|es)(?:;|$)/.exec(request.get('cookie') ?? '')?.[1]
  if (chosen === 'en' || chosen === 'es') return chosen
  return request.acceptsLanguages('en', 'es') === 'es' ? 'es' : 'en'
}
