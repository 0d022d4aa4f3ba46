import type { TenantTransaction } from '../db/for-tenant.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import type { AnswerFrame } from './compose-answer.ts'

/** How an email of a conversation begins and ends; `by` is who writes it, and as what. */
export async function loadFrame(
  tx: TenantTransaction,
  options: { conversationId: string; by: { name: string; role: string | null }; spaName: string },
): Promise<AnswerFrame> {
  const { conversationId, by, spaName } = options
  const row = await tx.conversation.findFirst({
    where: { id: conversationId },
    select: { ourAddress: true, customer: { select: { givenName: true } } },
  })
  const own = await tx.channelAddress.findFirst({
    where: { channel: 'email', ...(row?.ourAddress?.includes('@') ? { value: row.ourAddress } : {}) },
    orderBy: { createdAt: 'asc' },
    select: { signature: true },
  })
  const lines = [by.name, by.role === null ? null : by.role, own?.signature ?? spaName]
  return {
    givenName: row?.customer?.givenName ?? null,
    signature: lines.filter((line) => line !== null).join('\n'),
  }
}

/** Ava signs as what she is. */
export function asAva({ persona }: Pick<TenantSettings, 'persona'>): { name: string; role: string } {
  return { name: persona.name, role: 'AI receptionist' }
}
