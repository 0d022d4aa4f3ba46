import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max'

const digitWords: Record<string, string> = {
  zero: '0', oh: '0', o: '0', one: '1', two: '2', three: '3', four: '4', five: '5', six: '6', seven: '7', eight: '8', nine: '9',
} // prettier-ignore

/**
 * The number as E.164, or null when the words are no phone number. A number without a
 * country is the spa's. Digits may be spelled ("two one two, five five five …").
 */
export function normalisePhone(words: string, country: CountryCode = 'US'): string | null {
  const written = words
    .slice(0, 100)
    .toLowerCase()
    .replace(/\b(double|triple) (\w+)\b/g, (_, times: string, digit: string) =>
      Array(times === 'double' ? 2 : 3)
        .fill(digit)
        .join(' '),
    )
    .replace(/[a-z]+/g, (word) => digitWords[word] ?? word)
    .replace(/(?<=\d)[\s,]+(?=\d)/g, '')
  const number = parsePhoneNumberFromString(written, country)
  // "Possible" rather than "valid": number plans change faster than a library, and a code or a
  // confirmation that does not arrive shows a wrong number soon enough.
  return number?.isPossible() ? number.number : null
}

/** "(212) 555-0100" for numbers of the spa's country, "+44 20 7946 0018" for others. */
export function readablePhone(e164: string, country: CountryCode = 'US'): string {
  const number = parsePhoneNumberFromString(e164)
  if (!number) return e164
  return number.country === country || number.countryCallingCode === '1'
    ? number.formatNational()
    : number.formatInternational()
}

/** "ending in 0100": enough to recognise one's own number, nothing for anybody else. */
export function maskedPhone(e164: string): string {
  return `ending in ${e164.slice(-4)}`
}
