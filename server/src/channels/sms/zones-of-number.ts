import { timezones } from 'libphonenumber-geo-carrier'
import { parsePhoneNumberFromString } from 'libphonenumber-js'

/** A number that may be in more zones than this is of no place: freephone, a country's mobiles. */
const MOST_ZONES = 6
const MOST_KEPT = 5_000
const kept = new Map<string, readonly string[]>()

/** The time zones that a number's area code lies in, as far as that says anything: empty for one that is of no place. */
export async function zonesOfNumber(e164: string): Promise<readonly string[]> {
  // The library reads a file for each question; what it answers goes by the first digits.
  const area = e164.slice(0, 8)
  const known = kept.get(area)
  if (known) return known
  const found = (await timezones(parsePhoneNumberFromString(e164))) ?? []
  const zones = found.length <= MOST_ZONES ? found.filter(isZone) : []
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(area, zones)
  return zones
}

/** The library's list and this machine's need not be of the same year. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
