import type { Tenant } from '../db/for-tenant.ts'
import { lockConversation } from '../db/locks.ts'
import { matchesHash } from './send-code.ts'

const MAX_ATTEMPTS = 5

export type CheckCodeResult =
  | { ok: true; customerId: string; givenName: string }
  | { ok: false; reason: 'no_code' | 'code_expired' | 'wrong_code' | 'too_many_attempts' }

/**
 * Compares with the newest code that was sent in this conversation. When it fits, the
 * conversation is proved to be that customer's, and so is the contact the code went to.
 * A code for a contact that nobody has fits nothing.
 */
export async function checkCode(
  tenant: Tenant,
  request: { conversationId: string; code: string; now: Date },
): Promise<CheckCodeResult> {
  const { conversationId, now } = request
  const digits = request.code.replace(/\D/g, '')
  return tenant.transaction(async (tx) => {
    // Guesses come one after the other: five at once would else all see the same count.
    await lockConversation(tx, conversationId)
    const sent = await tx.verificationCode.findFirst({
      where: { conversationId, usedAt: null },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    })
    if (!sent) return { ok: false, reason: 'no_code' }
    if (sent.expiresAt <= now) return { ok: false, reason: 'code_expired' }
    if (sent.attempts >= MAX_ATTEMPTS) return { ok: false, reason: 'too_many_attempts' }
    const fits = (await matchesHash(digits, sent.codeHash)) && sent.customerId !== null
    if (!fits) {
      await tx.verificationCode.updateMany({ where: { id: sent.id }, data: { attempts: { increment: 1 } } })
      return { ok: false, reason: sent.attempts + 1 >= MAX_ATTEMPTS ? 'too_many_attempts' : 'wrong_code' }
    }

    await tx.verificationCode.updateMany({ where: { id: sent.id }, data: { usedAt: now } })
    const holder = await tx.identity.findFirst({ where: { kind: sent.kind, value: sent.value, status: 'verified' } })
    // Somebody else proved the contact since the code was sent: it is theirs.
    const customerId = holder?.customerId ?? sent.customerId!
    if (!holder) {
      await tx.identity.updateMany({
        where: { customerId, kind: sent.kind, value: sent.value },
        data: { status: 'verified', verifiedAt: now },
      })
    }
    await tx.conversation.updateMany({ where: { id: conversationId }, data: { customerId, verifiedAt: now } })
    const customer = await tx.customer.findFirst({ where: { id: customerId }, select: { givenName: true } })
    return { ok: true, customerId, givenName: customer!.givenName }
  })
}
