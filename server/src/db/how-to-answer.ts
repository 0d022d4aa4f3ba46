import type { TenantTransaction } from './for-tenant.ts'
import type { Channel, ConversationStatus } from './generated/enums.ts'

/** What decides whether, and how soon, Ava answers a message that came in over this channel. */
export interface HowToAnswer {
  status: ConversationStatus
  isAiActive: boolean
  snoozedUntil: Date | null
  /** Null: the spa has set nothing. */
  debounceSeconds: number | null
}

/** All of it in one statement that is planned once: every text that comes in asks it. Throws when there is no such conversation. */
export async function howToAnswer(
  tx: TenantTransaction,
  { conversationId, channel }: { conversationId: string; channel: Channel },
): Promise<HowToAnswer> {
  const [row] = await tx.$queryRaw<HowToAnswer[]>`
    /* prepared */
    select c.status::text as status, c.is_ai_active as "isAiActive", c.snoozed_until as "snoozedUntil",
      (select s.debounce_seconds from channel_settings s
        where s.tenant_id = c.tenant_id and s.channel = ${channel}::"Channel") as "debounceSeconds"
    from conversations c
    where c.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid and c.id = ${conversationId}::uuid`
  if (!row) throw new Error('There is no such conversation')
  return row
}
