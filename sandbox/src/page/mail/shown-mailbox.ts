import type { SandboxControl } from '../../control/control.ts'
import type { StoredMail } from '../../sendgrid/sendgrid-data.ts'
import { mailThreads, type MailThread } from './mail-threads.ts'

/** Whose mailbox is shown before anybody was written to. */
const FIRST_ADDRESS = 'customer@mail.example'

export interface ShownMailbox {
  address: string
  threads: MailThread[]
  /** Null: a new mail is written. */
  thread: MailThread | null
  /** Everybody who wrote or was written to, the newest first. */
  addresses: string[]
}

/** The mailbox and the thread that a request asks for, else the newest. */
export function shownMailbox({ sendgrid }: SandboxControl, query: { address?: string; thread?: string }): ShownMailbox {
  const people = (mail: StoredMail): string[] =>
    (mail.direction === 'in' ? [mail.from.email] : mail.recipients).map((email) => email.toLowerCase())
  const addresses = [...new Set(sendgrid.mails().toReversed().flatMap(people))]
  const address = query.address?.trim().toLowerCase() || (addresses[0] ?? FIRST_ADDRESS)
  const threads = mailThreads(sendgrid.mails(address))
  const chosen = threads.find(({ id }) => id === query.thread) ?? (query.thread === 'new' ? null : (threads[0] ?? null))
  return { address, threads, thread: chosen, addresses }
}

export function mailAddress({ address, thread }: { address: string; thread: string | null }, did?: string): string {
  return `/mail?${new URLSearchParams({ address, ...(thread ? { thread } : {}), ...(did ? { did } : {}) }).toString()}`
}
