import { findPhoneNumbersInText, parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js'
import { spokenDigits } from '../words/spoken-numbers.ts'

export interface HeardPhone {
  /** E.164 when it is a possible number, else null: something like a number was said, but not a whole one. */
  phone: string | null
  /** The text with the number taken out, so that its digits are not read as times. */
  rest: string
}

/** A telephone number as typed ("(212) 555-0134") or spoken ("two one two, five five five, oh one three four"). */
export function hearPhone(text: string, { isAsked = false }: { isAsked?: boolean } = {}): HeardPhone | null {
  const typed = findPhoneNumbersInText(text, 'US').find(({ number }) => number.isPossible())
  if (typed) return { phone: typed.number.number, rest: text.slice(0, typed.startsAt) + ' ' + text.slice(typed.endsAt) }

  const digits = /(?:\+?\d[\s().\-–]*){7,15}/.exec(text)
  if (digits && !/\d[:/]\d/.test(digits[0])) {
    const possible = possibleNumber(digits[0])
    const rest = text.replace(digits[0], ' ')
    if (possible) return { phone: possible.number, rest }
    if (isAsked) return { phone: null, rest }
  }
  const spoken = spokenDigits(text.toLowerCase())
  const whole = spoken.find((run) => run.length >= 10 && run.length <= 15) ?? joined(spoken)
  const possible = whole ? possibleNumber(whole) : null
  if (possible) return { phone: possible.number, rest: ' ' }
  const partial = spoken.some((run) => run.length >= 4 && run.length <= 16)
  return isAsked && partial ? { phone: null, rest: ' ' } : null
}

export function phoneInWords(e164: string): string {
  const number = parsePhoneNumberFromString(e164)
  if (!number) return e164
  return number.countryCallingCode === '1' ? number.formatNational() : number.formatInternational()
}

function possibleNumber(text: string): PhoneNumber | null {
  const number = parsePhoneNumberFromString(text, 'US') ?? parsePhoneNumberFromString(`+${text.replace(/\D/g, '')}`)
  return number?.isPossible() ? number : null
}

/** "555 … it's 010 … 1234": runs broken by a word are put together when they make ten or eleven digits. */
function joined(runs: readonly string[]): string | null {
  const all = runs.join('')
  return runs.length > 1 && (all.length === 10 || (all.length === 11 && all.startsWith('1'))) ? all : null
}
