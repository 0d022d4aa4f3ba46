import { z } from 'zod'
import type { TenantTransaction } from './for-tenant.ts'
import { Prisma } from './generated/client.ts'

/** One channel for all: what changed, never the content. */
export const changesChannel = 'ava_changes'

export const Change = z.discriminatedUnion('type', [
  z.object({
    tenantId: z.uuid(),
    type: z.literal('conversation'),
    conversationId: z.uuid(),
    /** Which open conversation wrote it: that one knows already. */
    writer: z.uuid().optional(),
  }),
  z.object({ tenantId: z.uuid(), type: z.literal('task'), taskId: z.uuid() }),
  z.object({ tenantId: z.uuid(), type: z.literal('appointments') }),
  z.object({ tenantId: z.uuid(), type: z.literal('desk') }),
])
export type Change = z.infer<typeof Change>

/** Tells every process that this conversation changed, once the transaction commits. */
export async function notifyConversation(
  tx: TenantTransaction,
  change: { conversationId: string; writer?: string | undefined },
): Promise<void> {
  await notify(tx, { type: 'conversation', ...change })
}

/** Tells every process that this task changed, once the transaction commits. */
export async function notifyTask(tx: TenantTransaction, change: { taskId: string }): Promise<void> {
  await notify(tx, { type: 'task', ...change })
}

/** Tells every process that what is booked, blocked or waited for changed, once the transaction commits. */
export async function notifyAppointments(tx: TenantTransaction): Promise<void> {
  await notify(tx, { type: 'appointments' })
}

/** Tells every process that labels, ready-made words or the set-up of messages changed, once the transaction commits. */
export async function notifyDesk(tx: TenantTransaction): Promise<void> {
  await notify(tx, { type: 'desk' })
}

async function notify(tx: TenantTransaction, change: ChangeToTell): Promise<void> {
  await tx.$executeRaw`select ${notifications([change])}`
}

export type ChangeToTell =
  | { type: 'conversation'; conversationId: string; writer?: string }
  | { type: 'task'; taskId: string }
  | { type: 'appointments' }
  | { type: 'desk' }

/**
 * Tells of several changes, as a column of a statement that is made anyway. The tenant is the
 * transaction's own: nobody can announce a change of another spa.
 */
export function notifications(changes: readonly ChangeToTell[]): Prisma.Sql {
  return Prisma.sql`(
    select count(pg_notify(${changesChannel},
      (told.change || jsonb_build_object('tenantId', current_setting('app.tenant_id')))::text))::int
    from jsonb_array_elements(${JSON.stringify(changes)}::jsonb) as told(change))`
}
