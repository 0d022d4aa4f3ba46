import { currentCustomerId } from '../customers/current-customer.ts'
import { holderOf, type Holder } from '../customers/who-has.ts'
import type { Prisma } from '../db/generated/client.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import { lineFacts, openThread, type ThreadRow } from '../db/line-facts.ts'
import { lockForTransaction } from '../db/locks.ts'
import { pickThread } from './pick-thread.ts'

/** How long after its end a conversation is taken up again by the next text or email. */
const REOPENED_FOR_MS = 72 * 60 * 60_000
/** How long a code counts for what comes by text or email: senders can be forged, a browser's key cannot. */
const PROOF_LASTS_MS = 24 * 60 * 60_000

export interface ThreadRequest {
  channel: 'sms' | 'email'
  /** The spa's number (E.164) or address. */
  ourAddress: string
  /** The person's number (E.164) or address, in lower case. */
  theirAddress: string
  now: Date
  /** The conversation that a mail's reply token or references lead to. */
  conversationId?: string | null
  /** We write first (a reminder): the customer it is about. */
  forCustomerId?: string | null
  /** Nothing confirms that the mail is from whom it says (neither SPF nor DKIM). */
  isDoubtful?: boolean
  /** The transaction has the line's lock (threadLock) already. */
  isLocked?: boolean
}

export interface Thread {
  conversationId: string
  /** Whose thread it is. Says nothing about who is writing: nothing of an account is shown without a code. */
  customerId: string | null
  isNew: boolean
}

/**
 * The conversation that a text or an email belongs to: one that is going on, or ended less than
 * 72 hours ago, else a new one (which threads are open to whom: pick-thread.ts). A number or an
 * address that nobody is known by, or that several customers claim, gets a visitor's thread.
 * The thread's pair of addresses becomes this one, and a proof that is a day old is none any more. What has ended is reopened by whoever adds the message.
 *
 * Two at once for the same person wait for each other, until the caller's transaction ends.
 */
export async function findThread(tx: TenantTransaction, request: ThreadRequest): Promise<Thread> {
  const { channel, ourAddress, theirAddress, now } = request
  if (!request.isLocked) await lockForTransaction(tx, threadLock(channel, theirAddress))
  const line = await lineFacts(tx, {
    kind: channel === 'sms' ? 'phone' : 'email',
    value: theirAddress,
    since: new Date(now.getTime() - REOPENED_FOR_MS),
  })
  const holder = holderOf(line.identities)
  const customerId = await lockedCustomer(tx, request.forCustomerId ?? customerOf(holder))

  const candidates = await findCandidates(tx, { ...request, customerId, ofAddress: line.threads })
  const thread = pickThread(candidates, {
    theirAddress,
    holder,
    customerId,
    provenAddresses: customerId === null || candidates.length === 0 ? [] : await provenAddresses(tx, customerId),
    hintedId: request.conversationId ?? null,
    isDoubtful: request.isDoubtful ?? false,
  })
  if (thread) {
    const isOldProof = thread.verifiedAt !== null && now.getTime() - thread.verifiedAt.getTime() >= PROOF_LASTS_MS
    // What we send proves nothing and needs no proof.
    const asksAgain = isOldProof && !request.forCustomerId
    if (asksAgain || thread.ourAddress !== ourAddress || thread.theirAddress !== theirAddress) {
      const data = { ourAddress, theirAddress, ...(asksAgain ? { verifiedAt: null } : {}) }
      await tx.conversation.updateMany({ where: { id: thread.id }, data })
    }
    return { conversationId: thread.id, customerId: thread.customerId, isNew: false }
  }
  const created = await openThread(tx, {
    channel,
    ourAddress,
    theirAddress,
    customerId,
    visitorId: line.visitorId,
    now,
  })
  return { conversationId: created.id, customerId, isNew: true }
}

/** The name of the lock under which what comes from one number or address is taken in, one after the other. */
export const threadLock = (channel: 'sms' | 'email', theirAddress: string) => `thread:${channel}:${theirAddress}`

function customerOf(holder: Holder): string | null {
  return holder.known === 'proven' || holder.known === 'claimed' ? holder.customerId : null
}

/** One at a time for the customer, too: a text and a mail of theirs may come together. Follows merges. */
async function lockedCustomer(tx: TenantTransaction, customerId: string | null): Promise<string | null> {
  for (let id = customerId; id !== null;) {
    await lockForTransaction(tx, `thread:customer:${id}`)
    const current = await currentCustomerId(tx, id)
    // Merged while we waited.
    if (current === id) return id
    id = current
  }
  return null
}

const facts = {
  id: true,
  customerId: true,
  resumeKeyHash: true,
  verifiedAt: true,
  ourAddress: true,
  theirAddress: true,
  lastActivityAt: true,
} satisfies Prisma.ConversationSelect

/** Of the line, of the customer, and the one that a mail leads to. The customer's lock is ours by now. */
async function findCandidates(
  tx: TenantTransaction,
  request: ThreadRequest & { customerId: string | null; ofAddress: ThreadRow[] },
): Promise<ThreadRow[]> {
  const { customerId, ofAddress, conversationId } = request
  if (customerId === null && !conversationId) return ofAddress
  const since = new Date(request.now.getTime() - REOPENED_FOR_MS)
  const isLive: Prisma.ConversationWhereInput = {
    OR: [
      { status: { in: ['open', 'with_person', 'locked'] } },
      { resolvedAt: { gte: since } },
      { endedAt: { gte: since } },
    ],
  }
  // A customer has few conversations; sorted here, because with a limit PostgreSQL would rather walk
  // through the whole spa's by time.
  const ofCustomer =
    customerId === null ? [] : await tx.conversation.findMany({ where: { customerId, ...isLive }, select: facts })
  // A mail answers the mail it answers, however old that is.
  const hinted = conversationId ? await tx.conversation.findMany({ where: { id: conversationId }, select: facts }) : []
  const more = [...ofCustomer, ...hinted].map(({ resumeKeyHash, ...thread }) => ({
    ...thread,
    hasBrowser: resumeKeyHash !== null,
  }))
  const byId = new Map([...ofAddress, ...more].map((thread) => [thread.id, thread]))
  return [...byId.values()].sort((a, b) => b.lastActivityAt.getTime() - a.lastActivityAt.getTime())
}

async function provenAddresses(tx: TenantTransaction, customerId: string): Promise<string[]> {
  const rows = await tx.identity.findMany({ where: { customerId, status: 'verified' }, select: { value: true } })
  return rows.map(({ value }) => value)
}
