const GREETING = /^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))(?: [^\n,!.]{1,40})?[,!](?:\s|$)/i
const FAREWELL =
  /\n\s*(?:(?:kind|best|warm(?:est)?|with kind) (?:regards|wishes)|best|regards|sincerely|yours|warmly|thank you|thanks|see you soon)[,!.]?\s*\n[^\n]{1,80}(?:\n[^\n]{0,80}){0,3}\s*$/i

/**
 * Words as a letter: a greeting before them and a signature after them, each only where the words do not
 * have one of their own.
 */
export function letter({
  text,
  recipientName,
  signature,
}: {
  text: string
  /** The given name; null when nobody knows it. */
  recipientName: string | null
  /** Several lines, such as "Ava, front desk\nGlow Med Spa". */
  signature: string
}): string {
  const words = text.trim()
  const greeting = GREETING.test(words) ? '' : `Hi${recipientName === null ? '' : ` ${recipientName}`},\n\n`
  const isSigned = FAREWELL.test(`\n${words}`) || words.endsWith(signature.trim())
  return `${greeting}${words}${isSigned ? '' : `\n\nKind regards,\n${signature.trim()}`}`
}
