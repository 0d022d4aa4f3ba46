/** Who a hold is kept for. It stands in everybody's way but theirs. */
export type Owner = { conversationId: string } | { staffId: string } | { waitlistEntryId: string }

/** As the columns of a hold name the owner; exactly one is set. */
export interface OwnerColumns {
  conversationId: string | null
  staffId: string | null
  waitlistEntryId: string | null
}

/** One of the three columns, the others null. */
export function ownerColumns(owner: Owner): OwnerColumns {
  return {
    conversationId: 'conversationId' in owner ? owner.conversationId : null,
    staffId: 'staffId' in owner ? owner.staffId : null,
    waitlistEntryId: 'waitlistEntryId' in owner ? owner.waitlistEntryId : null,
  }
}
