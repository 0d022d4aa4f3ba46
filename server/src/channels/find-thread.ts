import { currentCustomerId } from '../customers/current-customer.ts'
import { whoHas, type Holder } from '../customers/who-has.ts'
import type { Prisma } from '../db/generated/client.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import { lockForTransaction } from '../db/locks.ts'
import { pickThread, type ThreadFacts } from './pick-thread.ts'

/** How long after its end a conversation is taken up again by the next text or email. */
const REOPENED_FOR_MS = 72 * 60 * 60_000

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
 * The thread's pair of addresses becomes this one. What has ended is reopened by whoever adds the message.
 *
 * Two at once for the same person wait for each other, until the caller's transaction ends.
 */
export async function findThread(tx: TenantTransaction, request: ThreadRequest): Promise<Thread> {
  const { channel, ourAddress, theirAddress, now } = request
  await lockForTransaction(tx, `thread:${channel}:${theirAddress}`)
  const holder = await whoHas(tx, { kind: channel === 'sms' ? 'phone' : 'email', value: theirAddress })
  const customerId = await lockedCustomer(tx, request.forCustomerId ?? customerOf(holder))

  const candidates = await findCandidates(tx, { ...request, customerId })
  const thread = pickThread(candidates, {
    theirAddress,
    holder,
    customerId,
    provenAddresses: customerId === null || candidates.length === 0 ? [] : await provenAddresses(tx, customerId),
    hintedId: request.conversationId ?? null,
    isDoubtful: request.isDoubtful ?? false,
  })
  if (thread) {
    await tx.conversation.updateMany({ where: { id: thread.id }, data: { ourAddress, theirAddress } })
    return { conversationId: thread.id, customerId: thread.customerId, isNew: false }
  }
  const visitorId = customerId === null ? await visitorOf(tx, { theirAddress, now }) : null
  const created = await tx.conversation.create({
    data: { channel, customerId, visitorId, ourAddress, theirAddress, startedAt: now, lastActivityAt: now },
    select: { id: true },
  })
  return { conversationId: created.id, customerId, isNew: true }
}

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
  theirAddress: true,
  lastActivityAt: true,
} satisfies Prisma.ConversationSelect

async function findCandidates(
  tx: TenantTransaction,
  request: ThreadRequest & { customerId: string | null },
): Promise<ThreadFacts[]> {
  const since = new Date(request.now.getTime() - REOPENED_FOR_MS)
  const isLive: Prisma.ConversationWhereInput = {
    OR: [
      { status: { in: ['open', 'with_person', 'locked'] } },
      { resolvedAt: { gte: since } },
      { endedAt: { gte: since } },
    ],
  }
  // One question per index. A customer has few conversations; sorted here, because with a limit
  // PostgreSQL would rather walk through the whole spa's by time.
  const ofAddress = await tx.conversation.findMany({
    where: { theirAddress: request.theirAddress, ...isLive },
    orderBy: { lastActivityAt: 'desc' },
    take: 20,
    select: facts,
  })
  const ofCustomer =
    request.customerId === null
      ? []
      : await tx.conversation.findMany({ where: { customerId: request.customerId, ...isLive }, select: facts })
  // A mail answers the mail it answers, however old that is.
  const hinted = request.conversationId
    ? await tx.conversation.findMany({ where: { id: request.conversationId }, select: facts })
    : []
  const byId = new Map([...ofAddress, ...ofCustomer, ...hinted].map((thread) => [thread.id, thread]))
  return [...byId.values()]
    .sort((a, b) => b.lastActivityAt.getTime() - a.lastActivityAt.getTime())
    .map((thread) => ({ ...thread, hasBrowser: thread.resumeKeyHash !== null }))
}

async function provenAddresses(tx: TenantTransaction, customerId: string): Promise<string[]> {
  const rows = await tx.identity.findMany({ where: { customerId, status: 'verified' }, select: { value: true } })
  return rows.map(({ value }) => value)
}

/** The visitor that this number or address was before, else a new one. */
async function visitorOf(
  tx: TenantTransaction,
  { theirAddress, now }: { theirAddress: string; now: Date },
): Promise<string> {
  const earlier = await tx.conversation.findFirst({
    where: { theirAddress, customerId: null, visitorId: { not: null } },
    orderBy: { lastActivityAt: 'desc' },
    select: { visitorId: true },
  })
  if (earlier?.visitorId) {
    await tx.visitor.updateMany({ where: { id: earlier.visitorId }, data: { lastSeenAt: now } })
    return earlier.visitorId
  }
  const created = await tx.visitor.create({ data: { createdAt: now, lastSeenAt: now }, select: { id: true } })
  return created.id
}
