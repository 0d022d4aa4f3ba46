import type { Holder } from '../customers/who-has.ts'

/** A conversation that a text or an email might belong to. */
export interface ThreadFacts {
  id: string
  customerId: string | null
  /** A browser can open it: it began on the website. */
  hasBrowser: boolean
  /** Whoever is in it proved with a code whose conversation it is. */
  verifiedAt: Date | null
  theirAddress: string | null
}

/** Who writes, or whom we write to. */
export interface Sender {
  theirAddress: string
  holder: Holder
  /** The customer whose thread is looked for; null: nobody's. */
  customerId: string | null
  /** That customer's numbers and addresses that were proved with a code. */
  provenAddresses: readonly string[]
  /** Where a mail's reply token or references lead. */
  hintedId: string | null
  /** The sender may be forged: nothing confirms who sent the mail. */
  isDoubtful: boolean
}

/**
 * The newest thread that this sender may be in, the one their mail answers first; null for none.
 *
 * Everybody in a thread reads it, and a proof given in it holds for whoever is in it. A number or an
 * address is no proof by itself (it may be mistyped by whoever claimed it), and neither is
 * a browser that knows a customer's name and number. So two sides come together only when both are
 * proved, or neither is: else a stranger's browser would read a customer's texts, or a stranger's
 * phone would speak for a proved customer.
 */
export function pickThread<T extends ThreadFacts>(newestFirst: readonly T[], sender: Sender): T | null {
  const open = newestFirst.filter((thread) => isOpenTo(thread, sender))
  return open.find(({ id }) => id === sender.hintedId) ?? open[0] ?? null
}

function isOpenTo(thread: ThreadFacts, sender: Sender): boolean {
  const { holder, customerId } = sender
  const isHinted = thread.id === sender.hintedId
  // Who knows the reply token has our mail, whatever the sender says.
  if (sender.isDoubtful && thread.verifiedAt !== null && !isHinted) return false

  // The same number or address wrote, or was written to, here before: nobody new comes in.
  const isSameLine = thread.theirAddress === sender.theirAddress && !thread.hasBrowser
  const isUnproven = thread.verifiedAt === null
  const isSomebodyElse = holder.known === 'proven' && holder.customerId !== thread.customerId
  // A mail is answered from another address of the same person, or by their family.
  if (isHinted && isUnproven && !isSomebodyElse) return true

  if (thread.customerId === null) return isSameLine && isUnproven
  if (customerId === null) {
    return isSameLine && holder.known === 'shared' && holder.customerIds.includes(thread.customerId)
  }
  if (thread.customerId !== customerId) return false
  if (isSameLine) return true
  if (holder.known === 'proven') return holder.customerId === customerId && isProven(thread, sender)
  return holder.known === 'claimed' && holder.customerId === customerId && !isProven(thread, sender)
}

function isProven(thread: ThreadFacts, sender: Sender): boolean {
  if (thread.verifiedAt !== null) return true
  return !thread.hasBrowser && thread.theirAddress !== null && sender.provenAddresses.includes(thread.theirAddress)
}
