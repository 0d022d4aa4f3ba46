import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { lockConversation, lockForTransaction } from '../db/locks.ts'
import type { Contact } from './contact.ts'
import { againOnContention, mergeLock } from './merge.ts'
import { adoptVisitorThreads, mergeProven } from './merge-proven.ts'
import { belongsToConversation } from './ownership.ts'
import { matchesHash } from './send-code.ts'
import { shutBrowserOut, threadSides } from './thread-sides.ts'

const MAX_ATTEMPTS = 5

export type CheckCodeResult =
  | { ok: true; customerId: string; givenName: string }
  | { ok: false; reason: 'no_code' | 'code_expired' | 'wrong_code' | 'too_many_attempts' }

/**
 * Compares with the newest code that was sent in this conversation. When it fits, the
 * conversation is proved to be that customer's, and so is the contact the code went to.
 * A code for a contact that nobody has fits nothing. Other records that the proof shows
 * to be the same person's are merged (merge-proven.ts).
 *
 * Nothing else proves a contact: not even a text from the number, whose sender anybody can forge.
 */
export async function checkCode(
  tenant: Tenant,
  request: { conversationId: string; code: string; now: Date },
): Promise<CheckCodeResult> {
  return againOnContention(() => tenant.transaction((tx) => check(tx, request)))
}

async function check(
  tx: TenantTransaction,
  request: { conversationId: string; code: string; now: Date },
): Promise<CheckCodeResult> {
  const { conversationId, now } = request
  const digits = request.code.replace(/\D/g, '')
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
  const customerId = await prove(tx, { conversationId, contact: sent, claimantId: sent.customerId!, now })
  const customer = await tx.customer.findFirstOrThrow({ where: { id: customerId }, select: { givenName: true } })
  return { ok: true, customerId, givenName: customer.givenName }
}

/** The contact is proved, in this conversation. Returns whose both are from now on. */
async function prove(
  tx: TenantTransaction,
  proof: { conversationId: string; contact: Contact; claimantId: string; now: Date },
): Promise<string> {
  const { conversationId, now } = proof
  const { kind, value } = proof.contact
  // Before anything is read that a merge might change.
  await lockForTransaction(tx, mergeLock)
  const before = await tx.conversation.findFirstOrThrow({
    where: { id: conversationId },
    select: { customerId: true, verifiedAt: true },
  })
  const isTheirOwn =
    before.customerId !== null &&
    (before.verifiedAt !== null || (await belongsToConversation(tx, { customerId: before.customerId, conversationId })))
  const sides = await threadSides(tx, conversationId)

  const holder = await tx.identity.findFirst({ where: { kind, value, status: 'verified' } })
  // Somebody else proved the contact since the code was sent: it is theirs.
  const customerId = holder?.customerId ?? proof.claimantId
  if (!holder) {
    await tx.identity.updateMany({
      where: { customerId, kind, value },
      data: { status: 'verified', verifiedAt: now },
    })
  }
  await mergeProven(tx, {
    contact: { kind, value },
    customerId,
    presentId: isTheirOwn ? before.customerId : null,
    isAlone: sides.isAlone,
    now,
  })
  // After the merge, which keeps note of whose the conversation was.
  await tx.conversation.updateMany({ where: { id: conversationId }, data: { customerId, verifiedAt: now } })
  await adoptVisitorThreads(tx, { value, customerId })
  // The phone proved who it is; whoever has the conversation open in a browser did not.
  if (sides.hasBrowser && sides.isByLine) await shutBrowserOut(tx, conversationId)
  return customerId
}
