import type { CustomerDetail, CustomerSummary, TimelineEntry } from '@ava/protocol/portal/customers.ts'
import { conversationFacts } from '../../../db/conversation-facts.ts'
import type { Tenant, TenantTransaction } from '../../../db/for-tenant.ts'
import type { Prisma } from '../../../db/generated/client.ts'
import { fullName } from '../conversations/conversation-summary.ts'

/** The newest of each kind; nobody reads more on one page. */
const MAX_ENTRIES = 200
const MAX_SAME = 10

export const customerColumns = {
  id: true,
  givenName: true,
  familyName: true,
  createdAt: true,
  identities: { orderBy: { createdAt: 'asc' } },
} as const satisfies Prisma.CustomerSelect

type CustomerRow = Prisma.CustomerGetPayload<{ select: typeof customerColumns }>

export function toCustomer(row: CustomerRow): CustomerSummary {
  return {
    id: row.id,
    name: fullName(row),
    createdAt: row.createdAt.toISOString(),
    identities: row.identities.map(({ id, kind, value, status }) => ({
      id,
      kind,
      value,
      isVerified: status === 'verified',
    })),
  }
}

/** One person with all that happened, over every channel. Null when this spa has no such customer. */
export async function readCustomer(tenant: Tenant, { id }: { id: string }): Promise<CustomerDetail | null> {
  return tenant.transaction(async (tx) => {
    const row = await tx.customer.findFirst({
      where: { id },
      select: {
        ...customerColumns,
        note: true,
        language: true,
        timeZone: true,
        mergedIntoId: true,
        mergesKept: {
          where: { undoneAt: null },
          orderBy: { mergedAt: 'desc' },
          include: { merged: { select: { givenName: true, familyName: true } } },
        },
      },
    })
    if (!row) return null
    const merges: CustomerDetail['merges'] = []
    for (const { id: mergeId, merged, mergedAt, mergedBy } of row.mergesKept) {
      const by = await whoMerged(tx, mergedBy)
      const canUndo = row.mergedIntoId === null
      merges.push({ id: mergeId, name: fullName(merged), at: mergedAt.toISOString(), by, canUndo })
    }
    return {
      ...toCustomer(row),
      note: row.note,
      language: row.language,
      timeZone: row.timeZone,
      mergedIntoId: row.mergedIntoId,
      timeline: await timelineOf(tx, id),
      merges,
      perhapsSame: row.mergedIntoId === null ? await perhapsSame(tx, row) : [],
    }
  })
}

async function timelineOf(tx: TenantTransaction, customerId: string): Promise<TimelineEntry[]> {
  const conversations = await tx.conversation.findMany({
    where: { customerId, channels: { isEmpty: false } },
    select: { id: true },
    orderBy: { startedAt: 'desc' },
    take: MAX_ENTRIES,
  })
  const facts = await conversationFacts(
    tx,
    conversations.map(({ id }) => id),
  )
  const appointments = await tx.appointment.findMany({
    where: { customerId },
    orderBy: { startsAt: 'desc' },
    take: MAX_ENTRIES,
    include: {
      service: { select: { name: true } },
      provider: { select: { displayName: true } },
      location: { select: { timeZone: true } },
    },
  })
  // What stands in a thread is there already; codes are nobody's business.
  const sent = await tx.outboxMessage.findMany({
    where: {
      kind: { not: 'code' },
      conversationId: null,
      appointmentId: { in: appointments.map(({ id }) => id) },
    },
    orderBy: { createdAt: 'desc' },
    take: MAX_ENTRIES,
    select: {
      id: true,
      channel: true,
      purpose: true,
      status: true,
      createdAt: true,
      sentAt: true,
      conversationId: true,
    },
  })
  const entries: TimelineEntry[] = [
    ...[...facts.values()].map((one) => ({
      kind: 'conversation' as const,
      id: one.id,
      at: one.lastActivityAt.toISOString(),
      channels: one.channels,
      status: one.status,
      outcome: one.outcome,
      text: one.lastMessage,
    })),
    ...appointments.map((one) => ({
      kind: 'appointment' as const,
      id: one.id,
      at: one.startsAt.toISOString(),
      reference: one.reference,
      serviceName: one.service.name,
      providerName: one.provider.displayName,
      startsAt: one.startsAt.toISOString(),
      endsAt: one.endsAt.toISOString(),
      timeZone: one.location.timeZone,
      status: one.status,
    })),
    ...sent.map((one) => ({
      kind: 'message' as const,
      id: one.id,
      at: (one.sentAt ?? one.createdAt).toISOString(),
      channel: one.channel,
      about: one.purpose.replaceAll('_', ' '),
      status: one.status,
      conversationId: one.conversationId,
    })),
  ]
  return entries.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, MAX_ENTRIES)
}

/** Others with the same number or address, or the same whole name. */
async function perhapsSame(tx: TenantTransaction, row: CustomerRow): Promise<CustomerSummary[]> {
  const { id, givenName, familyName, identities } = row
  const sameContact = identities.map(({ kind, value }) => ({ identities: { some: { kind, value } } }))
  const sameName = familyName === null ? [] : [{ givenName, familyName }]
  if (sameContact.length + sameName.length === 0) return []
  const others = await tx.customer.findMany({
    where: { id: { not: id }, mergedIntoId: null, OR: [...sameContact, ...sameName] },
    select: customerColumns,
    orderBy: { createdAt: 'asc' },
    take: MAX_SAME,
  })
  return others.map(toCustomer)
}

/** "Ava" when a proved number or address did it. */
async function whoMerged(tx: TenantTransaction, by: string): Promise<string> {
  const userId = /^user:(.+)$/.exec(by)?.[1]
  if (userId === undefined) return 'Ava'
  const member = await tx.membership.findFirst({ where: { userId }, select: { user: { select: { name: true } } } })
  return member?.user.name ?? 'a former colleague'
}
