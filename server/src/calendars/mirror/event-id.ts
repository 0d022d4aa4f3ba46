const ALPHABET = '0123456789abcdefghijklmnopqrstuv'
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** A uuid is 128 bits: 26 digits of 5 bits, the last two of them empty. */
const DIGITS = 26

/**
 * The event that shows an appointment, in whatever calendar: always the same, so that creating
 * it twice is creating it once. Base32hex, the alphabet that Google takes for ids.
 */
export function eventIdOf(appointmentId: string): string {
  if (!UUID.test(appointmentId)) throw new Error('An appointment’s id is a uuid')
  let bits = BigInt(`0x${appointmentId.replaceAll('-', '')}`) << 2n
  let text = ''
  for (let index = 0; index < DIGITS; index++) {
    text = ALPHABET[Number(bits & 31n)]! + text
    bits >>= 5n
  }
  return text
}

/** The appointment that an event with this id would show; null when the id is none of ours. */
export function appointmentIdOf(eventId: string): string | null {
  if (eventId.length !== DIGITS) return null
  let bits = 0n
  for (const digit of eventId) {
    const value = ALPHABET.indexOf(digit)
    if (value < 0) return null
    bits = (bits << 5n) | BigInt(value)
  }
  if ((bits & 3n) !== 0n) return null
  const hex = (bits >> 2n).toString(16).padStart(32, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
