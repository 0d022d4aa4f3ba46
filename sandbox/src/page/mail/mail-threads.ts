import type { StoredMail } from '../../sendgrid/sendgrid-data.ts'

export interface MailThread {
  /** The id of its first mail. */
  id: string
  subject: string
  /** Oldest first. */
  mails: StoredMail[]
}

/** Mails that answer each other, as a mail program puts them together; the newest thread first. */
export function mailThreads(mails: readonly StoredMail[]): MailThread[] {
  const threadOf = new Map<string, MailThread>()
  const threads: MailThread[] = []
  for (const mail of mails) {
    const known = [mail.messageId, mail.inReplyTo, ...mail.references]
      .map((id) => (id === null ? undefined : threadOf.get(id)))
      .find((thread) => thread !== undefined)
    const thread = known ?? { id: mail.id, subject: mail.subject, mails: [] }
    if (!known) threads.push(thread)
    thread.mails.push(mail)
    for (const id of [mail.messageId, ...(mail.inReplyTo === null ? [] : [mail.inReplyTo]), ...mail.references]) {
      if (!threadOf.has(id)) threadOf.set(id, thread)
    }
  }
  const newest = ({ mails }: MailThread): number => mails.at(-1)?.at ?? 0
  return threads.toSorted((a, b) => newest(b) - newest(a))
}
