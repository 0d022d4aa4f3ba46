import type { TenantTransaction } from '../db/for-tenant.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import type { AnswerFrame } from './compose-answer.ts'
import { introduction } from './people-words.ts'

/** Who writes: a name, what they are unless that is plain, and their membership unless it is Ava. */
export interface Writer {
  name: string
  role: string | null
  memberId: string | null
}

/** How an email of a conversation begins and ends, and how a text does where somebody else wrote before. */
export async function loadFrame(
  tx: TenantTransaction,
  options: { conversationId: string; by: Writer; spaName: string },
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
    introduction: (await hasJustWritten(tx, { conversationId, by })) ? '' : introduction(by, spaName),
  }
}

/** Whether their newest text is from the same writer: then they know. */
async function hasJustWritten(
  tx: TenantTransaction,
  { conversationId, by }: { conversationId: string; by: Writer },
): Promise<boolean> {
  const last = await tx.communicationMessage.findFirst({
    where: { conversationId, channel: 'sms', author: { in: ['ava', 'staff'] }, deliveryStatus: { not: 'draft' } },
    orderBy: { position: 'desc' },
    select: { author: true, sentById: true },
  })
  if (!last) return false
  return by.memberId === null ? last.author === 'ava' : last.author === 'staff' && last.sentById === by.memberId
}

/** Ava signs as what she is. */
export function asAva({ persona }: Pick<TenantSettings, 'persona'>): Writer {
  return { name: persona.name, role: 'AI receptionist', memberId: null }
}
