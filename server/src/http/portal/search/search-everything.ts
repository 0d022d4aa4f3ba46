import type { SearchAnswer } from '@ava/protocol/portal/search.ts'
import { customerList } from '../../../db/customer-list.ts'
import type { Tenant, TenantTransaction } from '../../../db/for-tenant.ts'
import { searchConversations, searchCustomers } from '../../../db/search-conversations.ts'
import { excerpt } from '../conversations/excerpt.ts'
import { fullName } from '../conversations/conversation-summary.ts'

const MAX_EACH = 5
const MAX_LOOKED_AT = 50
/** Somebody types: what is not found by then is found on the page of conversations. */
const BUDGET_MS = 150

interface Looking {
  words: string
  /** Whose clients and visits alone are found; null: everybody's. */
  providerId: string | null
  /** Conversations are the desk's. */
  readsConversations: boolean
  now: Date
}

/** A few customers, conversations and appointments, found by words, a number, an address or an appointment's code. */
export async function searchEverything(tenant: Tenant, looking: Looking): Promise<SearchAnswer> {
  return tenant.transaction(async (tx) => {
    const ids = await searchCustomers(tx, { words: looking.words, limit: MAX_LOOKED_AT })
    return {
      customers: await customersOf(tx, { ...looking, ids }),
      conversations: looking.readsConversations ? await conversationsOf(tx, looking) : [],
      appointments: await appointmentsOf(tx, { ...looking, ids }),
    }
  })
}

async function customersOf(
  tx: TenantTransaction,
  { ids, providerId, now }: Looking & { ids: string[] },
): Promise<SearchAnswer['customers']> {
  if (ids.length === 0) return []
  const found = await customerList(tx, { among: ids, filter: null, providerId, afterId: null, now, limit: MAX_EACH })
  const identities = await tx.identity.findMany({
    where: { customerId: { in: found.map(({ id }) => id) } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { customerId: true, value: true },
  })
  return found.map(({ id, ...name }) => ({
    id,
    name: fullName(name),
    contact: identities.find(({ customerId }) => customerId === id)?.value ?? null,
  }))
}

async function conversationsOf(tx: TenantTransaction, { words, now }: Looking): Promise<SearchAnswer['conversations']> {
  const search = { words, filter: { now }, before: null, limit: MAX_EACH, budgetMs: BUDGET_MS }
  const { findings } = await searchConversations(tx, search)
  const rows = await tx.conversation.findMany({
    where: { id: { in: findings.map(({ conversationId }) => conversationId) } },
    select: { id: true, channel: true, customer: { select: { givenName: true, familyName: true } } },
  })
  const messages = await tx.communicationMessage.findMany({
    where: { id: { in: findings.flatMap(({ messageId }) => messageId ?? []) } },
    select: { id: true, text: true },
  })
  return findings.flatMap(({ conversationId: id, messageId, at }) => {
    const row = rows.find((one) => one.id === id)
    if (!row) return []
    const text = messages.find((one) => one.id === messageId)?.text
    return {
      id,
      name: row.customer ? fullName(row.customer) : null,
      channel: row.channel,
      excerpt: text === undefined ? null : excerpt(text, words),
      at: at.toISOString(),
    }
  })
}

/** Visits to come first, then the latest. */
async function appointmentsOf(
  tx: TenantTransaction,
  { words, ids, providerId, now }: Looking & { ids: string[] },
): Promise<SearchAnswer['appointments']> {
  const where = {
    OR: [{ customerId: { in: ids } }, { reference: words.toUpperCase() }],
    ...(providerId === null ? {} : { providerId }),
  }
  const select = {
    id: true,
    reference: true,
    startsAt: true,
    customer: { select: { givenName: true, familyName: true } },
    service: { select: { name: true } },
  } as const
  const coming = await tx.appointment.findMany({
    where: { ...where, startsAt: { gte: now } },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    take: MAX_EACH,
    select,
  })
  const past = await tx.appointment.findMany({
    where: { ...where, startsAt: { lt: now } },
    orderBy: [{ startsAt: 'desc' }, { id: 'desc' }],
    take: MAX_EACH - coming.length,
    select,
  })
  return [...coming, ...past].map(({ id, reference, startsAt, customer, service }) => ({
    id,
    reference,
    startsAt: startsAt.toISOString(),
    customerName: fullName(customer),
    serviceName: service.name,
  }))
}
