import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { loadFrame } from './answer-frame.ts'
import { channelToAnswer } from './channels.ts'
import { composeAnswer } from './compose-answer.ts'
import { dropDrafts } from './drafts.ts'
import type { WrittenChannel } from './instructions.ts'
import { loadMember, recordAct, type Member, type PeopleDependencies } from './people.ts'
import { sendWords } from './send-words.ts'
import { takeLease } from './takeover.ts'

export type SendAsStaffResult =
  | { ok: true; messageId: string; text: string }
  | { ok: false; reason: 'not_found' | 'no_address' | 'empty' }
  | { ok: false; reason: 'taken'; byName: string }

/**
 * Sends a person's own words over the channel by which the customer was last heard, or another. It takes
 * the word from Ava by itself, throws away what she proposed, and says who is writing: an email is
 * signed, the first text of a takeover begins with the name, the widget shows it.
 */
export async function sendAsStaff(
  tenant: Tenant,
  deps: PeopleDependencies,
  options: {
    conversationId: string
    memberId: string
    text: string
    channel?: WrittenChannel
    /** Of an email; left out: an answer to their newest one. */
    subject?: string
    /** The sender's own id for it: pressed twice, it is sent once. */
    key?: string
    /** Takes the conversation from a colleague. */
    force?: boolean
  },
): Promise<SendAsStaffResult> {
  const { conversationId, memberId, subject, force = false } = options
  const written = options.text.trim()
  if (written === '') return { ok: false, reason: 'empty' }
  return tenant
    .transaction(async (tx): Promise<SendAsStaffResult> => {
      const member = await loadMember(tx, memberId)
      const lease = await takeLease(tx, deps, { conversationId, member, force })
      if (!lease.ok) return lease
      const key = options.key === undefined ? undefined : `staff:${options.key}`
      const known = key && (await tx.communicationMessage.findFirst({ where: { conversationId, externalId: key } }))
      if (known) return { ok: true, messageId: known.id, text: known.text }
      const channel = options.channel ?? (await channelToAnswer(tx, { conversationId }))
      const text = await framed(tx, { conversationId, channel, member, text: written })
      const sent = await sendWords(tx, deps, {
        tenantId: tenant.id,
        conversationId,
        channel,
        text,
        purpose: 'staff_message',
        author: 'staff',
        sentById: member.id,
        ...(key === undefined ? {} : { key }),
        ...(subject === undefined ? {} : { subject }),
      })
      if (!sent) throw new NoAddressError()
      await dropDrafts(tx, {
        conversationId,
        closedBy: member.actor,
        resolution: 'answered by a person',
        now: deps.now,
      })
      const { messageId } = sent
      await recordAct(tx, {
        conversationId,
        member,
        action: 'message.sent',
        data: { messageId, channel },
        now: deps.now,
        isQuiet: true,
      })
      return { ok: true, messageId, text }
    })
    .catch((error: unknown): SendAsStaffResult => {
      if (error instanceof NoAddressError) return { ok: false, reason: 'no_address' }
      throw error
    })
}

/** Rolls the takeover back with it: who cannot be written to is left to Ava. */
class NoAddressError extends Error {
  override name = 'NoAddressError'
}

async function framed(
  tx: TenantTransaction,
  message: { conversationId: string; channel: WrittenChannel; member: Member; text: string },
): Promise<string> {
  const { conversationId, channel, member, text } = message
  if (channel === 'chat') return text
  const { name: spaName } = await tx.tenant.findFirstOrThrow({ select: { name: true } })
  const by = { name: member.name, role: null, memberId: member.id }
  const frame = await loadFrame(tx, { conversationId, by, spaName })
  // A person's words are theirs: nothing is shortened.
  return composeAnswer(channel, { text, isExact: channel === 'sms' }, frame)
}
