import iconv from 'iconv-lite'

/**
 * Bytes as text. `charset` is the sender's word for it: the platform's own decoder knows the web's
 * charsets (ISO-2022-JP among them), iconv the rest that mail still uses. Unknown or left out: UTF-8,
 * or the most common of the West where the bytes are none.
 */
export function decode(bytes: Buffer, charset: string | undefined): string {
  const named = (charset ?? '').trim().replaceAll(/^["']|["']$/g, '')
  // Plain ASCII is UTF-8, and who says either often writes more: both are looked at as if nothing was said.
  const label = /^(us-)?ascii$|^utf-?8$/i.test(named) ? '' : named
  const decoder = label === '' ? null : webDecoder(label)
  if (decoder) return decoder.decode(bytes)
  if (label !== '' && iconv.encodingExists(label)) return iconv.decode(bytes, label)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Not UTF-8: every byte is a character here, so nothing is lost that a person could not guess.
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function webDecoder(label: string): TextDecoder | null {
  try {
    return new TextDecoder(label)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
