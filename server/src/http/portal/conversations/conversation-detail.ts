import type { ConversationDetail, ConversationSummary } from '@ava/protocol/portal/conversations.ts'
import { conversationFacts } from '../../../db/conversation-facts.ts'
import type { Tenant, TenantTransaction } from '../../../db/for-tenant.ts'
import type { Prisma } from '../../../db/generated/client.ts'
import { messageColumns, toMessage, type Known } from './message-row.ts'
import { replyChannels } from './reply-channels.ts'
import { fullName, toSummary } from './conversation-summary.ts'
import { eventLabel, taskDetails, toolLabel } from '../labels.ts'

/** The newest of a transcript; nobody reads more on one page. */
const MAX_MESSAGES = 1_000

const detailColumns = {
  id: true,
  status: true,
  channel: true,
  channels: true,
  theirAddress: true,
  isAiActive: true,
  summary: true,
  pageUrl: true,
  endedAt: true,
  endReason: true,
  costMicroCents: true,
  takenOverAt: true,
  resolvedAt: true,
  csatScore: true,
  csatComment: true,
  notes: {
    orderBy: { createdAt: 'asc' },
    take: MAX_MESSAGES,
    include: { author: { select: { user: { select: { name: true } } } } },
  },
  customer: {
    select: { id: true, givenName: true, familyName: true, identities: { orderBy: { createdAt: 'asc' } } },
  },
  messages: { orderBy: { position: 'desc' }, take: MAX_MESSAGES, select: messageColumns },
  events: { orderBy: { at: 'asc' }, take: MAX_MESSAGES },
  toolCalls: { orderBy: { startedAt: 'asc' }, take: MAX_MESSAGES },
  calls: { orderBy: { startedAt: 'desc' } },
  appointments: {
    orderBy: { createdAt: 'asc' },
    include: {
      service: { select: { name: true } },
      provider: { select: { displayName: true } },
      location: { select: { timeZone: true } },
    },
  },
  tasks: { orderBy: { createdAt: 'asc' } },
} as const satisfies Prisma.ConversationSelect

type DetailRow = Prisma.ConversationGetPayload<{ select: typeof detailColumns }>

/** Null when this spa has no such conversation. */
export async function readConversation(
  tenant: Tenant,
  options: { id: string; now: Date },
): Promise<ConversationDetail | null> {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(options.id)) return null
  return tenant.transaction(async (tx) => {
    const row = await tx.conversation.findFirst({ where: { id: options.id }, select: detailColumns })
    if (!row) return null
    const facts = (await conversationFacts(tx, [row.id])).get(row.id)
    if (!facts) return null
    const known = {
      kept: await keptAttachments(tx, row),
      again: await sendableAgain(tx, row),
      pages: await mailPages(tx, row),
    }
    return { ...toSummary(facts, options.now), ...toDetail(row, known) }
  })
}

/** Those whose bytes are here. They are not read for it: a file may be thirty megabytes. */
async function keptAttachments(tx: TenantTransaction, row: DetailRow): Promise<Set<string>> {
  const ids = row.messages.flatMap(({ attachments }) => attachments.map(({ id }) => id))
  if (ids.length === 0) return new Set()
  const kept = await tx.messageAttachment.findMany({
    where: { id: { in: ids }, sealed: { not: null } },
    select: { id: true },
  })
  return new Set(kept.map(({ id }) => id))
}

/** Mails that look like something: not read for it, since there may be a hundred thousand characters in each. */
async function mailPages(tx: TenantTransaction, row: DetailRow): Promise<Known['pages']> {
  const ids = row.messages.flatMap(({ id, email, direction }) => (email && direction === 'inbound' ? id : []))
  if (ids.length === 0) return new Map()
  const having = async (safeHtml: Prisma.StringNullableFilter) =>
    (await tx.emailDetails.findMany({ where: { messageId: { in: ids }, safeHtml }, select: { messageId: true } })).map(
      ({ messageId }) => messageId,
    )
  const withPictures = new Set(await having({ contains: '<img src="https:' }))
  const pages = await having({ not: null })
  return new Map(pages.map((id) => [id, { hasPictures: withPictures.has(id) }]))
}

/** Failed, and not sent again already. A code is asked for anew by whoever waits for it. */
async function sendableAgain(tx: TenantTransaction, row: DetailRow): Promise<Set<string>> {
  const ids = row.messages.flatMap(({ outboxId, deliveryStatus }) =>
    outboxId !== null && (deliveryStatus === 'failed' || deliveryStatus === 'undelivered') ? outboxId : [],
  )
  if (ids.length === 0) return new Set()
  const failed = await tx.outboxMessage.findMany({
    where: { id: { in: ids }, status: 'failed', kind: { not: 'code' } },
    select: { id: true },
  })
  return new Set(failed.map(({ id }) => id))
}

function toDetail(row: DetailRow, known: Known): Omit<ConversationDetail, keyof ConversationSummary> {
  return {
    isAiActive: row.isAiActive,
    silencedFor: silencedFor(row),
    summary: row.summary,
    pageUrl: row.pageUrl,
    takenOverAt: row.takenOverAt?.toISOString() ?? null,
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    csat: row.csatScore === null ? null : { score: row.csatScore, comment: row.csatComment },
    replyChannels: replyChannels(row),
    notes: row.notes.map(({ id, text, createdAt, author }) => ({
      id,
      text,
      author: author.user.name,
      createdAt: createdAt.toISOString(),
    })),
    endedAt: row.endedAt?.toISOString() ?? null,
    endReason: row.endReason,
    costMicroCents: Number(row.costMicroCents),
    customer: row.customer && {
      id: row.customer.id,
      name: fullName(row.customer),
      identities: row.customer.identities.map(({ kind, value, status }) => ({
        kind,
        value,
        isVerified: status === 'verified',
      })),
    },
    messages: row.messages.toReversed().map((message) => toMessage(message, known)),
    events: row.events.map(({ id, at, type, data }) => ({
      id,
      at: at.toISOString(),
      type,
      label: eventLabel(type, data),
    })),
    toolCalls: row.toolCalls.map(({ id, name, status, result, startedAt, endedAt }) => ({
      id,
      name,
      label: toolLabel(name, { status, result }),
      status,
      startedAt: startedAt.toISOString(),
      durationMs: endedAt ? endedAt.getTime() - startedAt.getTime() : null,
    })),
    calls: row.calls.toReversed().map((call) => ({
      id: call.id,
      startedAt: call.startedAt.toISOString(),
      endedAt: call.endedAt?.toISOString() ?? null,
      model: call.model,
      turnCount: call.turnCount,
      interruptions: call.interruptions,
      medianResponseMs: median(call.latenciesMs),
    })),
    appointments: row.appointments.map(toAppointment),
    tasks: row.tasks.map(({ id, kind, status, title, data, createdAt }) => ({
      id,
      kind,
      status,
      title,
      details: taskDetails(data),
      createdAt: createdAt.toISOString(),
    })),
  }
}

/** Open, and neither Ava's nor anybody's: only the end of a talk of two machines leaves it so. */
function silencedFor({ status, isAiActive, events }: DetailRow): 'fast' | 'same' | null {
  if (status !== 'open' || isAiActive) return null
  const data = events.findLast(({ type }) => type === 'loop_stopped')?.data as { why?: unknown } | undefined
  return data?.why === 'same' ? 'same' : 'fast'
}

function toAppointment(row: DetailRow['appointments'][number]): ConversationDetail['appointments'][number] {
  const { id, reference, status, priceCents, currency } = row
  return {
    id,
    reference,
    serviceName: row.service.name,
    providerName: row.provider.displayName,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    timeZone: row.location.timeZone,
    status,
    priceCents,
    currency,
  }
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return low === undefined || high === undefined ? null : Math.round((low + high) / 2)
}
