import { createHash, randomBytes } from 'node:crypto'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'

/** From the session's answer to the socket: a slow phone on a bad line needs no more. */
export const TOKEN_LIFETIME_MS = 5 * 60_000

export interface TokenGrant {
  visitorId: string
  conversationId: string
}

/**
 * A right to open one socket, once: 256 random bits, of which only the hash is
 * kept. The site key stands in front because the spa has to be known before its rows can be read.
 */
export async function issueToken(
  tx: TenantTransaction,
  grant: TokenGrant & { siteKey: string; origin: string; now: Date },
): Promise<string> {
  const secret = randomBytes(32).toString('base64url')
  await tx.widgetToken.create({
    data: {
      tokenHash: hash(secret),
      visitorId: grant.visitorId,
      conversationId: grant.conversationId,
      origin: grant.origin,
      expiresAt: new Date(grant.now.getTime() + TOKEN_LIFETIME_MS),
    },
  })
  return `${grant.siteKey}.${secret}`
}

/** The parts of a token, or null for anything that is not one of ours. */
export function parseToken(token: string): { siteKey: string; secret: string } | null {
  const match = /^([\w-]{1,64})\.([\w-]{43})$/.exec(token)
  return match?.[1] && match[2] ? { siteKey: match[1], secret: match[2] } : null
}

/**
 * Uses a token up. One statement decides: of two sockets that come with the same token at the same
 * moment, one gets in. Null when it is unknown, used, expired, or from another origin.
 */
export async function redeemToken(
  tenant: Tenant,
  options: { secret: string; origin: string; now: Date },
): Promise<TokenGrant | null> {
  const { secret, origin, now } = options
  const [row] = await tenant.db.widgetToken.updateManyAndReturn({
    where: { tokenHash: hash(secret), origin, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
    select: { visitorId: true, conversationId: true },
  })
  return row?.conversationId ? { visitorId: row.visitorId, conversationId: row.conversationId } : null
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
