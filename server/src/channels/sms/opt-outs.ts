import type { TenantDb, TenantTransaction } from '../../db/for-tenant.ts'
import { closeTask, raiseTask } from '../tasks.ts'

/** One of our numbers and one of theirs: STOP to one says nothing about another. */
export interface NumberPair {
  ourAddress: string
  theirAddress: string
}

/** Who said so: Twilio's own words, a sentence, Twilio's refusal, a colleague, the link in an email. */
export type OptOutSource = 'keyword' | 'plain_words' | 'provider' | 'staff' | 'link'

/** By whose word they want nothing from this number of ours; null: they do. The newest word counts. */
export async function optedOutBy(
  db: TenantDb | TenantTransaction,
  { ourAddress, theirAddress }: NumberPair,
): Promise<OptOutSource | null> {
  const newest = await db.optOut.findFirst({
    where: { ourAddress, theirAddress },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    select: { isOptedOut: true, source: true },
  })
  return newest?.isOptedOut ? (newest.source as OptOutSource) : null
}

/**
 * Writes down that they want no more, or want it again; false when that was known. Somebody with a coming
 * visit would now miss its reminders, and may have meant to cancel it: a task tells the spa, once.
 */
export async function recordOptOut(
  tx: TenantTransaction,
  entry: NumberPair & {
    isOptedOut: boolean
    /** Their words, or the provider's code. */
    words: string
    source: OptOutSource
    at: Date
    /** The thread it was said in. */
    conversationId?: string | null
  },
): Promise<boolean> {
  const { conversationId = null, ...row } = entry
  const { ourAddress, theirAddress, isOptedOut } = entry
  if (((await optedOutBy(tx, entry)) !== null) === isOptedOut) return false
  await tx.optOut.create({ data: { ...row, words: entry.words.slice(0, 300) } })
  const subjectKey = `${ourAddress} ${theirAddress}`
  if (!isOptedOut) {
    await closeTask(tx, {
      kind: 'opted_out',
      subjectKey,
      closedBy: 'customer',
      resolution: 'They want texts again.',
      at: entry.at,
    })
    return true
  }
  const coming = await comingVisit(tx, { theirAddress, conversationId, after: entry.at })
  if (!coming) return true
  const mayMeanVisit = /^\s*(cancel|end|quit)\s*$/i.test(entry.words)
  await raiseTask(tx, {
    kind: 'opted_out',
    subjectKey,
    title: mayMeanVisit
      ? 'Opted out of texts before a visit, and may have meant to cancel it: call them'
      : `Opted out of ${theirAddress.includes('@') ? 'emails' : 'texts'} before a visit: reminders will not reach them`,
    conversationId,
    appointmentId: coming.id,
    data: { words: entry.words.slice(0, 300), phone: theirAddress, appointment: coming.reference },
  })
  return true
}

/** Their next visit: of whoever is on file under this number, or of the thread's customer. */
function comingVisit(
  tx: TenantTransaction,
  { theirAddress, conversationId, after }: { theirAddress: string; conversationId: string | null; after: Date },
) {
  return tx.appointment.findFirst({
    where: {
      startsAt: { gt: after },
      status: { in: ['requested', 'pending_review', 'booked'] },
      OR: [
        { customer: { identities: { some: { value: theirAddress } } } },
        ...(conversationId
          ? [{ customer: { conversations: { some: { id: conversationId } } } }, { conversationId }]
          : []),
      ],
    },
    orderBy: { startsAt: 'asc' },
    select: { id: true, reference: true },
  })
}
