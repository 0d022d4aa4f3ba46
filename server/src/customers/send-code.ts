import { randomInt, randomUUID, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { lockConversation, lockForTransaction } from '../db/locks.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import type { Contact } from './contact.ts'
import { queueMessage } from '../messages/queue-message.ts'

export const CODE_MINUTES = 10
const MAX_CODES_PER_HOUR = 3
const hourMs = 3_600_000

const derive = promisify(scrypt) as (code: string, salt: string, length: number) => Promise<Buffer>

export type SendCodeResult = { ok: true } | { ok: false; reason: 'too_many_codes' }

/**
 * Sends a six-digit code to a contact on file. A contact that nobody has gets the same answer
 * and the same work, so that the answer tells nobody who is a customer here; but no message:
 * else anybody could have this spa text strangers.
 */
export async function sendCode(
  tenant: Tenant,
  request: { conversationId: string; contact: Contact; now: Date; enqueue: Enqueue },
): Promise<SendCodeResult> {
  const { conversationId, contact, now } = request
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const codeHash = await hashOf(code)
  return tenant.transaction(async (tx) => {
    await lockConversation(tx, conversationId)
    await lockForTransaction(tx, `code:${contact.kind}:${contact.value}`)
    if (await isOverLimit(tx, request)) return { ok: false, reason: 'too_many_codes' }
    const customerId = await customerBehind(tx, { conversationId, contact })
    await tx.verificationCode.create({
      data: {
        conversationId,
        customerId,
        kind: contact.kind,
        value: contact.value,
        codeHash,
        createdAt: now,
        expiresAt: new Date(now.getTime() + CODE_MINUTES * 60_000),
      },
    })
    if (customerId) {
      const spa = await tx.tenant.findFirst({ select: { name: true } })
      await queueMessage(tx, request.enqueue, {
        tenantId: tenant.id,
        channel: contact.kind === 'phone' ? 'sms' : 'email',
        to: contact.value,
        purpose: 'verification_code',
        kind: 'code',
        subject: `Your code for ${spa!.name}`,
        text: `${spa!.name}: your code is ${code}. It is good for ${CODE_MINUTES} minutes. Did you not ask for it? Then tell nobody and do nothing.`,
      })
    }
    return { ok: true }
  })
}

async function isOverLimit(
  tx: TenantTransaction,
  { conversationId, contact, now }: { conversationId: string; contact: Contact; now: Date },
): Promise<boolean> {
  const createdAt = { gt: new Date(now.getTime() - hourMs) }
  const toValue = await tx.verificationCode.count({ where: { kind: contact.kind, value: contact.value, createdAt } })
  if (toValue >= MAX_CODES_PER_HOUR) return true
  return (await tx.verificationCode.count({ where: { conversationId, createdAt } })) >= MAX_CODES_PER_HOUR
}

/**
 * Whose record a proof of this contact opens: the customer who has proved it before; else the
 * one it was claimed for. Claimed for several (a family's number): the one this conversation
 * is about, else the first, so that a made-up booking with somebody's number does not push that
 * person off their own record. Nobody's, when it is not on file.
 */
async function customerBehind(
  tx: TenantTransaction,
  { conversationId, contact }: { conversationId: string; contact: Contact },
): Promise<string | null> {
  const holders = await tx.identity.findMany({
    where: { kind: contact.kind, value: contact.value, customer: { mergedIntoId: null } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { customerId: true, status: true },
  })
  const proven = holders.find(({ status }) => status === 'verified')
  if (proven) return proven.customerId
  const conversation = await tx.conversation.findFirst({ where: { id: conversationId }, select: { customerId: true } })
  const present = holders.find(({ customerId }) => customerId === conversation?.customerId)
  return (present ?? holders[0])?.customerId ?? null
}

/** `salt:hash`, so that a stolen table does not give the codes away at once. */
async function hashOf(code: string): Promise<string> {
  const salt = randomUUID()
  return `${salt}:${(await derive(code, salt, 32)).toString('hex')}`
}

export async function matchesHash(code: string, codeHash: string): Promise<boolean> {
  const [salt, hash] = codeHash.split(':')
  return timingSafeEqual(await derive(code, salt!, 32), Buffer.from(hash!, 'hex'))
}
