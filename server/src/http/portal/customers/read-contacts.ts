import type { Contact } from '../../../customers/contact.ts'
import { normaliseEmail } from '../../../customers/email.ts'
import { normalisePhone } from '../../../customers/phone.ts'
import { cleanWords } from '../../../customers/names.ts'
import { storableText } from '../../../db/storable-text.ts'
import { HttpError } from '../../http-error.ts'

/** What a form says of a customer, as it may be stored. Throws 400 with the fields that cannot be. */
export function readWords(words: {
  givenName: string
  familyName: string
  phones: readonly string[]
  emails: readonly string[]
  note: string
}): { givenName: string; familyName: string | null; note: string | null; contacts: Contact[] } {
  const fields: Record<string, string> = {}
  const contacts: Contact[] = []
  const read = (field: string, kind: Contact['kind'], text: string, value: string | null, wrong: string) => {
    if (text === '') return
    if (value === null) fields[field] = wrong
    else contacts.push({ kind, value })
  }
  const wrongPhone = 'That is no phone number. Write it with its area code: (212) 555-0100.'
  const wrongEmail = 'That is no email address. It looks like name@example.com.'
  words.phones.forEach((text, index) => read(`phones.${index}`, 'phone', text, normalisePhone(text), wrongPhone))
  words.emails.forEach((text, index) => read(`emails.${index}`, 'email', text, normaliseEmail(text), wrongEmail))
  const givenName = cleanWords(words.givenName, 80)
  if (givenName === '') fields['givenName'] = 'Enter the first name.'
  if (Object.keys(fields).length > 0) {
    throw new HttpError(400, 'invalid_request', 'Some fields are not as they should be.', { fields })
  }
  return {
    givenName,
    familyName: cleanWords(words.familyName, 80) || null,
    note: storableText(words.note) || null,
    contacts,
  }
}
