import { z } from 'zod'

const Email = z.email().max(254)

/** The address in lower case, or null when the words are none. Spoken forms ("jane at example dot com") are understood. */
export function normaliseEmail(words: string): string | null {
  let text = words.slice(0, 300).trim().toLowerCase()
  if (!text.includes('@')) {
    text = text
      .replace(/\s+at\s+/, '@')
      .replace(/\s+(?:dot|period|point)\s+/g, '.')
      .replace(/\s+(?:underscore)\s+/g, '_')
      .replace(/\s+(?:dash|hyphen|minus)\s+/g, '-')
  }
  text = text.replace(/\s+/g, '').replace(/[.,;:]+$/, '')
  const parsed = Email.safeParse(text)
  return parsed.success ? parsed.data : null
}

/** "j…@example.com": enough to recognise one's own address. */
export function maskedEmail(email: string): string {
  const [name, domain] = email.split('@')
  return `${name!.slice(0, 1)}…@${domain}`
}
