import type { IdentityKind } from '../db/generated/client.ts'
import { maskedEmail, normaliseEmail } from './email.ts'
import { maskedPhone, normalisePhone } from './phone.ts'

/** A phone number (E.164) or an email address (lower case). */
export interface Contact {
  kind: IdentityKind
  value: string
}

/** What somebody gave as phone and email, normalised; `wrong` names what could not be read. */
export function readContacts(given: { phone?: string | undefined; email?: string | undefined }): {
  contacts: Contact[]
  wrong: IdentityKind[]
} {
  const contacts: Contact[] = []
  const wrong: IdentityKind[] = []
  const read = (kind: IdentityKind, words: string | undefined, normalise: (words: string) => string | null) => {
    if (!words) return
    const value = normalise(words)
    if (value === null) wrong.push(kind)
    else contacts.push({ kind, value })
  }
  read('phone', given.phone, (words) => normalisePhone(words))
  read('email', given.email, normaliseEmail)
  return { contacts, wrong }
}

/** "the number ending in 0100", "j…@example.com". */
export function maskedContact({ kind, value }: Contact): string {
  return kind === 'phone' ? `the number ${maskedPhone(value)}` : maskedEmail(value)
}
