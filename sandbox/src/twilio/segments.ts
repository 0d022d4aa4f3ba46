const GSM = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà\f^{}\\[~\]|€]*$/
const GSM_EXTENDED = /[\f^{}\\[~\]|€]/

/**
 * How many texts it takes: 160 characters of the GSM alphabet, or 70 UTF-16 units of any
 * other; 153 and 67 each when split. An extension character takes two places, and neither
 * it nor a surrogate pair is torn between two texts.
 */
export function segments(body: string): number {
  const isGsm = GSM.test(body)
  const [whole, part] = isGsm ? [160, 153] : [70, 67]
  const places = [...body].map((character) => (isGsm ? (GSM_EXTENDED.test(character) ? 2 : 1) : character.length))
  const length = places.reduce((sum, one) => sum + one, 0)
  if (length <= whole) return 1
  let count = 1
  let filled = 0
  for (const one of places) {
    if (filled + one > part) {
      count++
      filled = 0
    }
    filled += one
  }
  return count
}
