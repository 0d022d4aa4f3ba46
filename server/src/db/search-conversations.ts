import type { TenantTransaction } from './for-tenant.ts'

/** Null and left out: whatever it is. */
export interface SearchFilter {
  status?: string | undefined
  channel?: string | undefined
  outcome?: string | undefined
  /** A membership's id. */
  assigned_to?: string | undefined
  is_unassigned?: boolean | undefined
  /** A label's id. */
  labelled?: string | undefined
  active_from?: Date | undefined
  active_to?: Date | undefined
  /** What snoozing is compared with. */
  now: Date
}

export interface Finding {
  conversationId: string
  /** When the newest message with the words was sent; the newest activity where the person was found. */
  at: Date
  /** Null where it is the person who was found. */
  messageId: string | null
}

/** Where a page of findings ended. */
export interface SearchPlace {
  at: Date
  id: string
}

/** Before every uuid: of what happened at an instant, nothing is left. */
const lowestId = '00000000-0000-0000-0000-000000000000'

/**
 * Conversations with all of these words in one message, in the customer's name, or in a number or an address: each
 * once, the newest finding first, from `before` back. When `budgetMs` is over before there are `limit`, `goesOn`
 * says from where to search further. The function in the database (migration) takes the spa from the transaction.
 */
export async function searchConversations(
  tx: TenantTransaction,
  options: { words: string; filter: SearchFilter; before: SearchPlace | null; limit: number; budgetMs: number },
): Promise<{ findings: Finding[]; goesOn: SearchPlace | null }> {
  const { words, filter, before, limit, budgetMs } = options
  const rows = await tx.$queryRaw<{ conversation_id: string | null; found_at: Date; message_id: string | null }[]>`
    /* prepared */ select conversation_id, found_at, message_id
    from search_conversations(${words}, ${JSON.stringify(filter)}::jsonb, ${before?.at ?? null}::timestamptz,
      ${before?.id ?? null}::uuid, ${limit}::int, ${budgetMs}::int)`
  const last = rows.at(-1)
  return {
    findings: rows.flatMap(({ conversation_id: conversationId, found_at: at, message_id: messageId }) =>
      conversationId === null ? [] : { conversationId, at, messageId },
    ),
    goesOn: last?.conversation_id === null ? { at: last.found_at, id: lowestId } : null,
  }
}

/** Ids of customers with all of these words in their name, or with this (part of a) number or address. */
export async function searchCustomers(
  tx: TenantTransaction,
  { words, limit }: { words: string; limit: number },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    /* prepared */ select id from search_customers(${words}, ${limit}::int) as found(id)`
  return rows.map(({ id }) => id)
}
