// Our Message-IDs and reply addresses carry ids of our own, so that what comes back leads to the
// message and the thread without anything having been written down first. They open nothing by
// themselves: whoever refers to a thread has to belong to it (find-reference.ts).

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/
const TOKEN_LENGTH = 25

/** `<outbox id@domain>`: the same for every try of one message, so that a mailbox shows it once. */
export function messageIdOf(outboxId: string, domain: string): string {
  return `<${outboxId}@${domain}>`
}

/** The outbox message that a Message-ID of ours names; null when it is not one of ours. */
export function outboxIdOf(messageId: string): string | null {
  const id = /^<([^@<>]+)@[^@<>]+>$/.exec(messageId)?.[1]?.toLowerCase() ?? ''
  return UUID.test(id) ? id : null
}

/** An id in 25 letters and digits: short enough for a plus address, and mail servers may change their case. */
export function tokenOf(id: string): string {
  return BigInt(`0x${id.replaceAll('-', '')}`)
    .toString(36)
    .padStart(TOKEN_LENGTH, '0')
}

/** The id behind a token; null when it is none. */
export function idOfToken(token: string): string | null {
  if (!/^[\da-z]{25}$/i.test(token)) return null
  let value = 0n
  for (const digit of token.toLowerCase()) value = value * 36n + BigInt(parseInt(digit, 36))
  const hex = value.toString(16).padStart(32, '0')
  if (hex.length > 32) return null
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** "glow@inbound.example" with a tag: "glow+tag@inbound.example". */
export function withTag(address: string, tag: string): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, at)}+${tag}${address.slice(at)}`
}

/** An address in lower case without its tag, and the tag. */
export function splitTag(address: string): { address: string; tag: string | null } {
  const [, name = '', tag, domain = ''] = /^([^+@]+)(?:\+([^@]*))?@([^@]+)$/.exec(address.trim().toLowerCase()) ?? []
  return domain === ''
    ? { address: address.trim().toLowerCase(), tag: null }
    : { address: `${name}@${domain}`, tag: tag || null }
}
