import type { TenantTransaction } from '../db/for-tenant.ts'

/** What Ava has not answered of the newest of a conversation is looked for among so many. */
const MOST_LOOKED_AT = 20

/**
 * Takes from Ava what she has not answered yet: she may not write there any more. Returns their words, oldest first,
 * which somebody else has to answer; none when everything was answered, or people see to the conversation anyway.
 */
export async function leaveToPeople(
  tx: TenantTransaction,
  { conversationId, before }: { conversationId: string; before: string },
): Promise<string[]> {
  const isAvas = await tx.conversation.count({ where: { id: conversationId, status: 'open', isAiActive: true } })
  if (isAvas === 0) return []
  const newest = await tx.communicationMessage.findMany({
    where: { conversationId, id: { not: before }, author: { not: 'system' }, deliveryStatus: { not: 'draft' } },
    orderBy: { position: 'desc' },
    take: MOST_LOOKED_AT,
    select: { id: true, author: true, text: true, asksNothing: true, channel: true },
  })
  const answeredAt = newest.findIndex(({ author }) => author !== 'customer')
  const open = (answeredAt < 0 ? newest : newest.slice(0, answeredAt)).filter(
    ({ asksNothing, channel }) => !asksNothing && (channel === 'sms' || channel === 'email'),
  )
  if (open.length === 0) return []
  await tx.communicationMessage.updateMany({
    where: { id: { in: open.map(({ id }) => id) } },
    data: { asksNothing: true },
  })
  return open.map(({ text }) => text).toReversed()
}
