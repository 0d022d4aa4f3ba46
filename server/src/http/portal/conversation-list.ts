import type { ConversationList, ConversationListQuery } from '@ava/protocol/portal/conversations.ts'
import { conversationFacts } from '../../db/conversation-facts.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import type { Prisma } from '../../db/generated/client.ts'
import { summaryColumns, toSummary } from './conversation-summary.ts'
import { readCursor, writeCursor, type Cursor } from './page-cursor.ts'

/** One page of a spa's conversations, newest activity first. */
export async function listConversations(
  tenant: Tenant,
  options: { query: ConversationListQuery; now: Date },
): Promise<ConversationList> {
  const { query, now } = options
  const { rows, facts } = await tenant.transaction(async (tx) => {
    const rows = await tx.conversation.findMany({
      where: { AND: [happened, ...filters(query)] },
      select: summaryColumns,
      orderBy: [{ lastActivityAt: 'desc' }, { id: 'desc' }],
      // One more tells whether there is a next page.
      take: query.limit + 1,
    })
    return {
      rows,
      facts: await conversationFacts(
        tx,
        rows.map(({ id }) => id),
      ),
    }
  })
  const page = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? page.at(-1) : undefined
  return {
    conversations: page.map((row) => toSummary(row, facts.get(row.id), now)),
    nextCursor: last ? writeCursor({ at: last.lastActivityAt, id: last.id }) : null,
  }
}

const calling = { type: 'call_started' } satisfies Prisma.CommunicationEventWhereInput

/** Opening the widget makes a conversation; it is one for people once something happened in it. */
const happened: Prisma.ConversationWhereInput = { OR: [{ messages: { some: {} } }, { events: { some: calling } }] }

function filters(query: ConversationListQuery): Prisma.ConversationWhereInput[] {
  const { status, channel, outcome, search, cursor } = query
  return [
    ...(status ? [{ status }] : []),
    ...(outcome ? [{ outcome }] : []),
    ...(channel ? [byChannel(channel)] : []),
    ...(search?.trim() ? [bySearch(search.trim())] : []),
    ...(cursor ? [after(readCursor(cursor))] : []),
  ]
}

/** A chat in which somebody called is a call to whoever reads the list (see toSummary). */
function byChannel(channel: NonNullable<ConversationListQuery['channel']>): Prisma.ConversationWhereInput {
  if (channel === 'voice') return { OR: [{ channel }, { events: { some: calling } }] }
  if (channel === 'chat') return { channel, events: { none: calling } }
  return { channel }
}

/** Every word in the customer's name, or the whole in one message. */
function bySearch(search: string): Prisma.ConversationWhereInput {
  const contains = (text: string) => ({ contains: escapeLike(text), mode: 'insensitive' as const })
  const words = search.split(/\s+/).slice(0, 8)
  return {
    OR: [
      {
        customer: {
          AND: words.map((word) => ({ OR: [{ givenName: contains(word) }, { familyName: contains(word) }] })),
        },
      },
      { messages: { some: { text: contains(search) } } },
    ],
  }
}

/** Prisma hands `%` and `_` to LIKE as they are. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`)
}

function after({ at: lastActivityAt, id }: Cursor): Prisma.ConversationWhereInput {
  return { OR: [{ lastActivityAt: { lt: lastActivityAt } }, { lastActivityAt, id: { lt: id } }] }
}
