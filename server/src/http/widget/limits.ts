import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { HttpError } from '../http-error.ts'

/** Throws HttpError 429 when this address, or this spa, has asked for too many sessions in the last minute. */
export type SessionLimit = (who: { address: string; tenantId: string }) => Promise<void>

/**
 * Counted in memory, by each process for itself: a flood should cost nothing that
 * others need, and a row written per refused request would make the database its
 * victim. With N processes the limit is at most N times as high, which is still a limit; what costs money has
 * its own limits, in the database.
 */
export function createSessionLimit(limits: { perAddress: number; perTenant: number }): SessionLimit {
  const byAddress = new RateLimiterMemory({ points: limits.perAddress, duration: 60 })
  const byTenant = new RateLimiterMemory({ points: limits.perTenant, duration: 60 })
  return async ({ address, tenantId }) => {
    try {
      // One address first: it must not use up what the spa's other visitors have.
      await byAddress.consume(addressKey(address))
      await byTenant.consume(tenantId)
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal
      const retryAfterSeconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000))
      throw new HttpError(
        429,
        'too_many_requests',
        `Too many new conversations. Try again in ${retryAfterSeconds} s.`,
        {
          retryAfterSeconds,
        },
      )
    }
  }
}

/** One IPv6 customer has a whole /64: its addresses count as one. */
export function addressKey(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address
  const [head = '', tail = ''] = address.split('::', 2)
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const zeros = address.includes('::')
    ? Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
    : []
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`
}
