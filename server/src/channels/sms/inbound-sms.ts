/** A text that came in, as the rest of the program knows it. */
export interface InboundSms {
  /** Twilio's id of it. */
  sid: string
  /** E.164, or a short code. */
  from: string
  /** A number of ours. */
  to: string
  text: string
  segments: number | null
  media: readonly Media[]
  /** What Twilio took it for, where the spa has words of its own (Advanced Opt-Out). */
  optOutType: string | null
}

export interface Media {
  /** Where Twilio keeps it; null when that is no address. */
  url: string | null
  contentType: string
}

const kinds = [
  [/^image\//, 'picture'],
  [/^video\//, 'video'],
  [/^audio\//, 'voice message'],
  [/^text\/(?:x-)?vcard$/, 'contact'],
] as const

/** What is read in the thread, by people and by the model: the words, and that there was more than words. */
export function wordsWithMedia({ text, media }: Pick<InboundSms, 'text' | 'media'>): string {
  if (media.length === 0) return text
  const counts = new Map<string, number>()
  for (const one of media) counts.set(kindOf(one), (counts.get(kindOf(one)) ?? 0) + 1)
  const sent = [...counts].map(([kind, count]) => (count === 1 ? `a ${kind}` : `${count} ${kind}s`)).join(' and ')
  return `${text.trim()}\n(sent ${sent})`.trim()
}

/** "picture-1.jpeg", for people. */
export function nameOfMedia(media: Media, index: number): string {
  const [, extension] = /^[\w.-]+\/([a-z\d]{1,8})$/i.exec(media.contentType) ?? []
  return `${kindOf(media).replace(' ', '-')}-${index + 1}${extension === undefined ? '' : `.${extension.toLowerCase()}`}`
}

function kindOf({ contentType }: Media): string {
  return kinds.find(([pattern]) => pattern.test(contentType))?.[1] ?? 'file'
}
