import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { SessionRequest, SessionResponse } from '@ava/protocol/widget-config.ts'
import { issueToken, TOKEN_LIFETIME_MS } from '../../channels/widget-socket-token.ts'
import { pageAddress } from '../../conversation/page-address.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { ConversationStatus } from '../../db/generated/client.ts'

/** As long as a text or an email would still join it. */
const RESOLVED_OPEN_MS = 72 * 60 * 60_000

/**
 * Brings a browser back to its conversation, or begins a new one, and gives it a token for the socket.
 * The row of a conversation exists before its first word, because token, socket and
 * transcript hang on it; one in which nothing was said is not listed, and is swept (sweep-sessions.ts).
 */
export async function startSession(
  tenant: Tenant,
  options: { request: SessionRequest; siteKey: string; origin: string; now: Date },
): Promise<SessionResponse> {
  const { request, siteKey, origin, now } = options
  return tenant.transaction(async (tx) => {
    const known = await findResumable(tx, request.resume)
    const isResumed = known !== null && isOpenTo(known, now)
    const resumeKey = isResumed && request.resume ? request.resume.resumeKey : randomBytes(32).toString('base64url')
    const visitorId = known?.visitorId ?? (await tx.visitor.create({ data: {}, select: { id: true } })).id
    if (known) await tx.visitor.updateMany({ where: { id: visitorId }, data: { lastSeenAt: now } })
    const conversationId = isResumed
      ? known.id
      : await createConversation(tx, { visitorId, resumeKey, pageUrl: request.pageUrl })
    const token = await issueToken(tx, { siteKey, origin, visitorId, conversationId, now })
    return { token, expiresInMs: TOKEN_LIFETIME_MS, conversationId, resumeKey, isResumed }
  })
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** The conversation of this browser: the key it holds must be the one that was given to it. Null for any other. */
async function findResumable(tx: TenantTransaction, resume: SessionRequest['resume']) {
  if (!resume || !uuid.test(resume.conversationId)) return null
  const row = await tx.conversation.findFirst({
    where: { id: resume.conversationId },
    select: { id: true, visitorId: true, resumeKeyHash: true, endedAt: true, status: true },
  })
  if (!row?.resumeKeyHash || !row.visitorId) return null
  const isSame = timingSafeEqual(Buffer.from(row.resumeKeyHash, 'hex'), hash(resume.resumeKey))
  const { id, visitorId, endedAt, status } = row
  return isSame ? { id, visitorId, endedAt, status } : null
}

/** Until it ends; what the staff have resolved goes on for a while where the customer is not done. */
function isOpenTo({ endedAt, status }: { endedAt: Date | null; status: ConversationStatus }, now: Date): boolean {
  if (endedAt === null) return true
  return status === 'resolved' && now.getTime() - endedAt.getTime() < RESOLVED_OPEN_MS
}

async function createConversation(
  tx: TenantTransaction,
  options: { visitorId: string; resumeKey: string; pageUrl: string | undefined },
): Promise<string> {
  const { visitorId, resumeKey, pageUrl } = options
  const { id } = await tx.conversation.create({
    data: {
      visitorId,
      channel: 'chat',
      resumeKeyHash: hash(resumeKey).toString('hex'),
      pageUrl: pageUrl === undefined ? null : pageAddress(pageUrl),
    },
    select: { id: true },
  })
  return id
}

function hash(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
