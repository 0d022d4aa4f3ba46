/** A file that came with an email. */
export interface EmailFile {
  name: string
  contentType: string
  content: Buffer
}

/** An email as it arrived: decoded, and nothing of it believed yet. */
export interface InboundEmail {
  /** With its angle brackets; made of the mail's bytes when it brought none. */
  messageId: string
  /** What `From` says, the address in lower case; null when nobody is named. */
  from: { name: string; address: string } | null
  /** True when SPF or DKIM vouches for the domain in `from`; else it is only a claim. */
  isSenderProved: boolean
  /** Who it was really delivered to, in lower case, tags included. */
  recipients: string[]
  /** Null when the mail came from nobody ("<>"), as bounces do. */
  envelopeFrom: string | null
  subject: string
  /** The plain part; null without one. */
  text: string | null
  html: string | null
  /** By name in lower case, in the order in which they stand. */
  headers: ReadonlyMap<string, readonly string[]>
  inReplyTo: string[]
  /** Oldest first. */
  references: string[]
  files: EmailFile[]
  /** More files than are kept. */
  filesLeftOut: number
}

/** The ids in a header such as References. */
export function messageIdsIn(header: string | undefined): string[] {
  return header?.slice(0, 20_000).match(/<[^<>\s]{1,500}>/g) ?? []
}
