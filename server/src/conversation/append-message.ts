import { appendRow, type MessageRow } from '../db/append-message.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import { placeFromOutside } from './transcript/places.ts'

/** A message as it is added; what is left out is nobody's and nothing. */
export type MessageToAppend = Omit<MessageRow, Optional> & Partial<Pick<MessageRow, Optional>>

type Optional = 'externalId' | 'sentById' | 'outboxId' | 'deliveryStatus' | 'asksNothing'

/**
 * The one way to add a message from outside of an open conversation: the next place, under the
 * conversation's row lock. Whoever has it open, in whatever process, hears of it when the transaction
 * commits, and its own places never clash with this one. The same `externalId` twice is stored once.
 */
export function appendMessage(
  tx: TenantTransaction,
  message: MessageToAppend,
): Promise<{ id: string; position: number; isNew: boolean }> {
  const nothing = {
    externalId: null,
    sentById: null,
    outboxId: null,
    deliveryStatus: 'none' as const,
    asksNothing: false,
  }
  return appendRow(tx, { ...nothing, ...message }, placeFromOutside)
}
