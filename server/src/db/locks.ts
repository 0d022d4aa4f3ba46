import type { TenantTransaction } from './for-tenant.ts'

/**
 * One at a time in this spa for whoever names the same thing, until the transaction ends.
 * For "count, then write" where no constraint can say it.
 */
export async function lockForTransaction(tx: TenantTransaction, thing: string): Promise<void> {
  await tx.$executeRaw`
    select pg_advisory_xact_lock(hashtextextended(current_setting('app.tenant_id', true) || ':' || ${thing}, 0))`
}

/** The name of a conversation's lock. */
export const conversationLock = (conversationId: string) => `conversation:${conversationId}`

/** What one conversation books, moves, holds and confirms happens one after the other. */
export async function lockConversation(tx: TenantTransaction, conversationId: string): Promise<void> {
  await lockForTransaction(tx, conversationLock(conversationId))
}

/** The rows of one appointment or of one visit are ours until the transaction ends. */
export async function lockAppointments(
  tx: TenantTransaction,
  which: { id: string } | { visitId: string },
): Promise<void> {
  const [id, visitId] = 'id' in which ? [which.id, null] : [null, which.visitId]
  await tx.$executeRaw`
    select from appointments
    where tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
      and (id = ${id}::uuid or visit_id = ${visitId}::uuid)
    order by id for update`
}
